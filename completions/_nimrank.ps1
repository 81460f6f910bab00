
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the table')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show progress on a terminal: after a while, at once, or never')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End lines, paths and raw output in NUL instead of newline')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End lines, paths and raw output in NUL instead of newline')
            [CompletionResult]::new('--no-documents', '--no-documents', [CompletionResultType]::ParameterName, 'Leave the documents'' text out')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the requests as curl commands and send nothing')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say what is read, asked and answered')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say what is read, asked and answered')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'List the models there are, or those that a service has')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Say what works on the way to a service, and what does not')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion file for a shell')
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
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Print the list in this format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print the list in this format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to a file, which appears only when it is whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to a file, which appears only when it is whole')
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
