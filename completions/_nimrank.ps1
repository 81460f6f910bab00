
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'nimrank' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'nimrank'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'nimrank' {
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Query to rank by')
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'Query to rank by')
            [CompletionResult]::new('--query-file', '--query-file', [CompletionResultType]::ParameterName, 'File with the query; `-` is standard input')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Files of documents; `-` is standard input')
            [CompletionResult]::new('--docs', '--docs', [CompletionResultType]::ParameterName, 'Files of documents; `-` is standard input')
            [CompletionResult]::new('--doc', '--doc', [CompletionResultType]::ParameterName, 'Text to rank as a document; repeatable')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Input format [default: auto-detect]')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Input format [default: auto-detect]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Field or column with the text; repeatable')
            [CompletionResult]::new('--id-field', '--id-field', [CompletionResultType]::ParameterName, 'Field or column with the id')
            [CompletionResult]::new('--text-join', '--text-join', [CompletionResultType]::ParameterName, 'Separator between several text fields [default: newline]')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Names of the columns of CSV or TSV without a header')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'Field separator of CSV: one character, or `tab`')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'Path of the array of records inside a JSON document')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Keep the N best documents [default: all; on a terminal, a screenful]')
            [CompletionResult]::new('--top-n', '--top-n', [CompletionResultType]::ParameterName, 'Keep the N best documents [default: all; on a terminal, a screenful]')
            [CompletionResult]::new('--min-score', '--min-score', [CompletionResultType]::ParameterName, 'Keep documents with a printed score of at least X')
            [CompletionResult]::new('--score', '--score', [CompletionResultType]::ParameterName, 'Scale of printed scores')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Model to score with; local/bm25 is built in')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model to score with; local/bm25 is built in')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'URL of the service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Rerank API to use [default: inferred from URL and model]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'File of additional root certificates to trust, PEM')
            [CompletionResult]::new('--truncate', '--truncate', [CompletionResultType]::ParameterName, 'Truncate long documents at the end, or reject them')
            [CompletionResult]::new('--batch-size', '--batch-size', [CompletionResultType]::ParameterName, 'Maximum number of documents per request')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Maximum number of requests in flight')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Maximum number of requests in flight')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout of a request')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Timeout of a connection')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retry a failed request up to N times')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Longest wait between two attempts')
            [CompletionResult]::new('--rpm', '--rpm', [CompletionResultType]::ParameterName, 'Maximum number of requests per minute')
            [CompletionResult]::new('--extra', '--extra', [CompletionResultType]::ParameterName, 'JSON object to merge into every request')
            [CompletionResult]::new('--on-error', '--on-error', [CompletionResultType]::ParameterName, 'Reaction to a failure of the service')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Record every score to FILE')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the scores in FILE instead of calling the service')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colors')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress on a terminal')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Separate lines, paths and raw output with NUL, not newline')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Separate lines, paths and raw output with NUL, not newline')
            [CompletionResult]::new('--no-documents', '--no-documents', [CompletionResultType]::ParameterName, 'Omit the text of documents')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print requests as curl commands and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let --record replace a file even if CI is set')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log input, requests and retries to stderr')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log input, requests and retries to stderr')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check rankings against expectations, for CI')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Evaluate a run against relevance judgments')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two recordings or runs')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'List known models, or those of a service')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Diagnose the connection to a service')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion file for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print the help of a command')
            break
        }
        'nimrank;check' {
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Check only cases with this tag; repeatable')
            [CompletionResult]::new('--tolerance', '--tolerance', [CompletionResultType]::ParameterName, 'Treat scores that differ by at most T as tied')
            [CompletionResult]::new('--at-least', '--at-least', [CompletionResultType]::ParameterName, 'Floor for cases with `rel` and no `at_least`; repeatable')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Documents of cases that name none; `-` is standard input')
            [CompletionResult]::new('--docs', '--docs', [CompletionResultType]::ParameterName, 'Documents of cases that name none; `-` is standard input')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Input format [default: auto-detect]')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Input format [default: auto-detect]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Field or column with the text; repeatable')
            [CompletionResult]::new('--id-field', '--id-field', [CompletionResultType]::ParameterName, 'Field or column with the id')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Report format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Report format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report to FILE (created atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report to FILE (created atomically)')
            [CompletionResult]::new('--junit', '--junit', [CompletionResultType]::ParameterName, 'Also write a JUnit report to FILE')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Model to score with; local/bm25 is built in')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model to score with; local/bm25 is built in')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'URL of the service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Rerank API to use [default: inferred from URL and model]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'File of additional root certificates to trust, PEM')
            [CompletionResult]::new('--truncate', '--truncate', [CompletionResultType]::ParameterName, 'Truncate long documents at the end, or reject them')
            [CompletionResult]::new('--batch-size', '--batch-size', [CompletionResultType]::ParameterName, 'Maximum number of documents per request')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Maximum number of requests in flight')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Maximum number of requests in flight')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout of a request')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Timeout of a connection')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retry a failed request up to N times')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Longest wait between two attempts')
            [CompletionResult]::new('--rpm', '--rpm', [CompletionResultType]::ParameterName, 'Maximum number of requests per minute')
            [CompletionResult]::new('--extra', '--extra', [CompletionResultType]::ParameterName, 'JSON object to merge into every request')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Record every score to FILE')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the scores in FILE instead of calling the service')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Compare with the scores in FILE; only new failures fail')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colors')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress on a terminal')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Stop after the first case that fails or has no verdict')
            [CompletionResult]::new('--no-github', '--no-github', [CompletionResultType]::ParameterName, 'Disable GitHub annotations and step summary')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let --record replace a file even if CI is set')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print failures and counts only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the top documents of every case, and requests')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the top documents of every case, and requests')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;eval' {
            [CompletionResult]::new('--qrels', '--qrels', [CompletionResultType]::ParameterName, 'File of relevance judgments; `-` is standard input')
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'File of the run; `-` is standard input')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Measures, separated by commas')
            [CompletionResult]::new('--measure', '--measure', [CompletionResultType]::ParameterName, 'Measures, separated by commas')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Lowest grade that counts as relevant')
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, 'Lowest grade that counts as relevant')
            [CompletionResult]::new('--min', '--min', [CompletionResultType]::ParameterName, 'Exit with 1 if the mean of a measure is lower; repeatable')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the values of each query in addition to the means')
            [CompletionResult]::new('--per-query', '--per-query', [CompletionResultType]::ParameterName, 'Print the values of each query in addition to the means')
            [CompletionResult]::new('--intersect', '--intersect', [CompletionResultType]::ParameterName, 'Skip judged queries that are missing from the run')
            [CompletionResult]::new('--trec', '--trec', [CompletionResultType]::ParameterName, 'Print the output of trec_eval -c, byte for byte')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;diff' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Compare only the top N of each query (tau-b uses all documents)')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Compare only the top N of each query (tau-b uses all documents)')
            [CompletionResult]::new('--tolerance', '--tolerance', [CompletionResultType]::ParameterName, 'Treat scores at most T apart as tied')
            [CompletionResult]::new('--min-rbo', '--min-rbo', [CompletionResultType]::ParameterName, 'Fail only if the RBO of a query is below X')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;models' {
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'URL of the service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Rerank API to use [default: inferred from URL and model]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'File of additional root certificates to trust, PEM')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout of a request')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Timeout of a connection')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;doctor' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Model to score with; local/bm25 is built in')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Model to score with; local/bm25 is built in')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'URL of the service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Rerank API to use [default: inferred from URL and model]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Header to send; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'File of additional root certificates to trust, PEM')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout of a request')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Timeout of a connection')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;man' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;help' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
