//! Fisher's randomization test of paired differences: how often random signs give a sum as far from 0 as the
//! observed one. All signs are tried for few differences, else a fixed number of draws.

use fastrand::Rng;

/// The most differences of which all signs are tried.
const MAX_EXACT: usize = 20;
const DRAWS: u32 = 100_000;
/// Every test draws the same signs, so that equal input gives equal output.
const SEED: u64 = 20_071_106;

/// Returns the two-sided p value of the mean of paired differences, which are not all 0.
pub(super) fn two_sided(differences: &[f64]) -> f64 {
    let sums = SignedSums::new(differences);
    // Sums that are equal but for rounding count as equal.
    let rounding = 1e-12 * differences.iter().map(|difference| difference.abs()).sum::<f64>();
    let observed = differences.iter().sum::<f64>().abs() - rounding;
    if differences.len() <= MAX_EXACT {
        // Changing all signs changes the sum's sign alone, so the last difference keeps its sign.
        let signs = 1_u32 << (differences.len() - 1);
        let extreme = (0..signs).filter(|signs| sums.sum(&signs.to_le_bytes()).abs() >= observed);
        return extreme.count() as f64 / f64::from(signs);
    }
    let mut random = Rng::with_seed(SEED);
    let mut signs = vec![0; sums.tables.len()];
    let mut extreme = 0;
    for _ in 0..DRAWS {
        random.fill(&mut signs);
        extreme += u32::from(sums.sum(&signs).abs() >= observed);
    }
    // The observed signs count as a draw, so p is never 0.
    f64::from(extreme + 1) / f64::from(DRAWS + 1)
}

/// Sums of differences with changed signs. A byte holds the signs of eight of them, and there is a table of the
/// 256 sums that these can have.
struct SignedSums {
    tables: Vec<[f64; 256]>,
}

impl SignedSums {
    fn new(differences: &[f64]) -> Self {
        let table = |eight: &[f64]| {
            std::array::from_fn(|signs| {
                let signed = (0..).zip(eight);
                signed.map(|(bit, value)| if signs >> bit & 1 == 0 { *value } else { -value }).sum()
            })
        };
        Self { tables: differences.chunks(8).map(table).collect() }
    }

    fn sum(&self, signs: &[u8]) -> f64 {
        self.tables.iter().zip(signs).map(|(table, signs)| table[usize::from(*signs)]).sum()
    }
}
