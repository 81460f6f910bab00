
use builtin;
use str;

set edit:completion:arg-completer[nimrank] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'nimrank'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'nimrank'= {
            cand -q 'Rank by relevance to this text'
            cand --query 'Rank by relevance to this text'
            cand --query-file 'Read the query from a file; `-` is standard input'
            cand -d 'Read documents from these files; `-` is standard input'
            cand --docs 'Read documents from these files; `-` is standard input'
            cand --doc 'Take this text as a document; repeatable'
            cand -i 'Say how documents are written'
            cand --input 'Say how documents are written'
            cand --text-field 'Take the text from this field or column; repeatable'
            cand --id-field 'Take the id from this field or column'
            cand -n 'Keep the best N documents'
            cand --top-n 'Keep the best N documents'
            cand --min-score 'Keep documents that score at least X, on the scale printed'
            cand --score 'Print raw scores, or the sigmoid of logits'
            cand -f 'Print results in this format'
            cand --format 'Print results in this format'
            cand -o 'Write to a file, which appears only when it is whole'
            cand --output 'Write to a file, which appears only when it is whole'
            cand -m 'Score with this model; local/bm25 is built in'
            cand --model 'Score with this model; local/bm25 is built in'
            cand --base-url 'Send requests to this service'
            cand --api 'Say how requests are written'
            cand --api-key-file 'Read the API key from a file'
            cand --api-key-env 'Read the API key from this environment variable'
            cand -H 'Send this header; repeatable'
            cand --header 'Send this header; repeatable'
            cand --cacert 'Trust the root certificates in this file too'
            cand --truncate 'Cut documents that are too long, or let the request fail'
            cand --batch-size 'Send at most N documents in one request'
            cand -j 'Send at most N requests at once'
            cand --concurrency 'Send at most N requests at once'
            cand --timeout 'Give up on a request after so many seconds'
            cand --connect-timeout 'Give up on a connection after so many seconds'
            cand --retries 'Repeat a request that failed up to N times'
            cand --max-wait 'Wait at most so long between two attempts'
            cand --rpm 'Send at most N requests a minute'
            cand --extra 'Merge these fields into every request'
            cand --on-error 'Fail when the service fails, or print the documents unranked'
            cand --color 'Colour the table'
            cand --progress 'Show progress on a terminal: after a while, at once, or never'
            cand -0 'End lines, paths and raw output in NUL instead of newline'
            cand --null 'End lines, paths and raw output in NUL instead of newline'
            cand --no-documents 'Leave the documents'' text out'
            cand --dry-run 'Print the requests as curl commands and send nothing'
            cand --quiet 'Print no warnings and no progress'
            cand -v 'Say what is read, asked and answered'
            cand --verbose 'Say what is read, asked and answered'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand models 'List the models there are, or those that a service has'
            cand doctor 'Say what works on the way to a service, and what does not'
            cand completions 'Print a completion file for a shell'
        }
        &'nimrank;models'= {
            cand --base-url 'Send requests to this service'
            cand --api 'Say how requests are written'
            cand --api-key-file 'Read the API key from a file'
            cand --api-key-env 'Read the API key from this environment variable'
            cand -H 'Send this header; repeatable'
            cand --header 'Send this header; repeatable'
            cand --cacert 'Trust the root certificates in this file too'
            cand --timeout 'Give up on a request after so many seconds'
            cand --connect-timeout 'Give up on a connection after so many seconds'
            cand -f 'Print the list in this format'
            cand --format 'Print the list in this format'
            cand -o 'Write to a file, which appears only when it is whole'
            cand --output 'Write to a file, which appears only when it is whole'
            cand --quiet 'Print no notes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'nimrank;doctor'= {
            cand -m 'Score with this model; local/bm25 is built in'
            cand --model 'Score with this model; local/bm25 is built in'
            cand --base-url 'Send requests to this service'
            cand --api 'Say how requests are written'
            cand --api-key-file 'Read the API key from a file'
            cand --api-key-env 'Read the API key from this environment variable'
            cand -H 'Send this header; repeatable'
            cand --header 'Send this header; repeatable'
            cand --cacert 'Trust the root certificates in this file too'
            cand --timeout 'Give up on a request after so many seconds'
            cand --connect-timeout 'Give up on a connection after so many seconds'
            cand -f 'Print the findings in this format'
            cand --format 'Print the findings in this format'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'nimrank;completions'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
