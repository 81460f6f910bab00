//! Holm's step-down correction for several tests (Holm, 1979, "A simple sequentially rejective multiple test
//! procedure").

/// Returns for each p value whether it is significant, so that the chance of any false alarm among all of them
/// is at most `level`.
pub fn holm(p_values: &[f64], level: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut significant = vec![false; p_values.len()];
    for (index, remaining) in order.into_iter().zip((1..=p_values.len()).rev()) {
        if p_values[index] > level / remaining as f64 {
            break;
        }
        significant[index] = true;
    }
    significant
}
