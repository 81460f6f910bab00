
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
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Rank by relevance to this text')
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'Rank by relevance to this text')
            [CompletionResult]::new('--query-file', '--query-file', [CompletionResultType]::ParameterName, 'Read the query from a file; `-` is standard input')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Read documents from these files; `-` is standard input')
            [CompletionResult]::new('--docs', '--docs', [CompletionResultType]::ParameterName, 'Read documents from these files; `-` is standard input')
            [CompletionResult]::new('--doc', '--doc', [CompletionResultType]::ParameterName, 'Take this text as a document; repeatable')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Say how documents are written')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Say how documents are written')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Take the text from this field or column; repeatable')
            [CompletionResult]::new('--id-field', '--id-field', [CompletionResultType]::ParameterName, 'Take the id from this field or column')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Keep the best N documents')
            [CompletionResult]::new('--top-n', '--top-n', [CompletionResultType]::ParameterName, 'Keep the best N documents')
            [CompletionResult]::new('--min-score', '--min-score', [CompletionResultType]::ParameterName, 'Keep documents that score at least X, on the scale printed')
            [CompletionResult]::new('--score', '--score', [CompletionResultType]::ParameterName, 'Print raw scores, or the sigmoid of logits')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Print results in this format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print results in this format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to a file, which appears only when it is whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to a file, which appears only when it is whole')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Score with this model; local/bm25 is built in')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Score with this model; local/bm25 is built in')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Send requests to this service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Say how requests are written')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the root certificates in this file too')
            [CompletionResult]::new('--truncate', '--truncate', [CompletionResultType]::ParameterName, 'Cut documents that are too long, or let the request fail')
            [CompletionResult]::new('--batch-size', '--batch-size', [CompletionResultType]::ParameterName, 'Send at most N documents in one request')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Send at most N requests at once')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Send at most N requests at once')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after so many seconds')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up on a connection after so many seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a request that failed up to N times')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most so long between two attempts')
            [CompletionResult]::new('--rpm', '--rpm', [CompletionResultType]::ParameterName, 'Send at most N requests a minute')
            [CompletionResult]::new('--extra', '--extra', [CompletionResultType]::ParameterName, 'Merge these fields into every request')
            [CompletionResult]::new('--on-error', '--on-error', [CompletionResultType]::ParameterName, 'Fail when the service fails, or print the documents unranked')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Record every score to FILE')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the scores in FILE instead of calling the service')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the table')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show progress on a terminal: after a while, at once, or never')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End lines, paths and raw output in NUL instead of newline')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End lines, paths and raw output in NUL instead of newline')
            [CompletionResult]::new('--no-documents', '--no-documents', [CompletionResultType]::ParameterName, 'Leave the documents'' text out')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the requests as curl commands and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let --record replace a file even if CI is set')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say what is read, asked and answered')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say what is read, asked and answered')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Judge rankings by what is expected of them, for CI')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Measure a run against judgements')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Say what moved between two recordings or runs')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'List the models there are, or those that a service has')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Say what works on the way to a service, and what does not')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion file for a shell')
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
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Score with this model; local/bm25 is built in')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Score with this model; local/bm25 is built in')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Send requests to this service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Say how requests are written')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the root certificates in this file too')
            [CompletionResult]::new('--truncate', '--truncate', [CompletionResultType]::ParameterName, 'Cut documents that are too long, or let the request fail')
            [CompletionResult]::new('--batch-size', '--batch-size', [CompletionResultType]::ParameterName, 'Send at most N documents in one request')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Send at most N requests at once')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Send at most N requests at once')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after so many seconds')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up on a connection after so many seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a request that failed up to N times')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most so long between two attempts')
            [CompletionResult]::new('--rpm', '--rpm', [CompletionResultType]::ParameterName, 'Send at most N requests a minute')
            [CompletionResult]::new('--extra', '--extra', [CompletionResultType]::ParameterName, 'Merge these fields into every request')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Record every score to FILE')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the scores in FILE instead of calling the service')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Compare with the scores in FILE; only new failures fail')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the table')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show progress on a terminal: after a while, at once, or never')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Stop after the first case that fails or has no verdict')
            [CompletionResult]::new('--no-github', '--no-github', [CompletionResultType]::ParameterName, 'Disable GitHub annotations and step summary')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let --record replace a file even if CI is set')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print failures and counts only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the best documents of every case, and what is asked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the best documents of every case, and what is asked')
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
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Send requests to this service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Say how requests are written')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the root certificates in this file too')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after so many seconds')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up on a connection after so many seconds')
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
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Score with this model; local/bm25 is built in')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Score with this model; local/bm25 is built in')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Send requests to this service')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Say how requests are written')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file')
            [CompletionResult]::new('--api-key-env', '--api-key-env', [CompletionResultType]::ParameterName, 'Read the API key from this environment variable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Send this header; repeatable')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the root certificates in this file too')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after so many seconds')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up on a connection after so many seconds')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Print the findings in this format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print the findings in this format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'nimrank;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
