# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_nimrank_global_optspecs
    string join \n q/query= query-file= query-id= d/docs= doc= i/input= text-field= id-field= text-join= columns= delimiter= records= 0/null window= overlap= prefilter= n/top-n= min-score= score= f/format= run-name= o/output= no-documents m/model= base-url= api= api-key-file= api-key-env= H/header= cacert= cert= cert-key= truncate= batch-size= j/concurrency= timeout= connect-timeout= retries= max-wait= rpm= extra= on-error= dry-run record= replay= force color= progress= quiet v/verbose h/help V/version
end

function __fish_nimrank_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_nimrank_global_optspecs) -- $cmd 2>/dev/null
    or begin
        # The last one may wait for its value.
        set -e cmd[-1]
        argparse -s (__fish_nimrank_global_optspecs) -- $cmd 2>/dev/null
    end
    or return
    if contains -- "$argv[1]" batch check eval calibrate diff models doctor completions man help
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_nimrank_using_subcommand
    set -l cmd (__fish_nimrank_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c nimrank -n "__fish_nimrank_needs_command" -s q -l query -d 'Query to rank by' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l query-file -d 'File with the query; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l query-id -d 'Id of the query in trec output and recordings [default: 0]' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s d -l docs -d 'Files of documents; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l doc -d 'Text to rank as a document; repeatable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s i -l input -d 'Input format [default: auto-detect]' -r -f -a "auto\t'By file name, else by content'
lines\t'One document a line'
paragraphs\t'Blocks of lines between blank lines'
jsonl\t'One JSON object or string a line'
json\t'A JSON array of objects or strings'
csv\t'Comma-separated values under a header'
tsv\t'Tab-separated values under a header'
grep\t'path:line:text, as grep and rg print it'
rg-json\t'Events of rg --json'
paths\t'One file name a line'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l text-field -d 'Field or column with the text; repeatable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l id-field -d 'Field or column with the id' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l text-join -d 'Separator between several text fields [default: newline]' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l columns -d 'Names of the columns of CSV or TSV without a header' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l delimiter -d 'Field separator of CSV: one character, or `tab`' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l records -d 'Path of the array of records inside a JSON document' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l window -d 'Score long documents in windows of at most N words' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l overlap -d 'Words that a window shares with the one before [default: N/8]' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l prefilter -d 'Send only the N best documents by local/bm25 to the service' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s n -l top-n -d 'Keep the N best documents [default: all; on a terminal, a screenful]' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l min-score -d 'Keep documents with a printed score of at least X' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l score -d 'Scale of printed scores' -r -f -a "raw\t'As the service returns them'
sigmoid\t'1 / (1 + e^-x) of each logit'"
complete -c nimrank -n "__fish_nimrank_needs_command" -s f -l format -d 'Output format' -r -f -a "auto\t'A table on a terminal, TSV elsewhere'
table\t'Fitted to the terminal, for people'
tsv\t'rank, score, id or origin, text'
json\t'One JSON document'
jsonl\t'One JSON object per line'
csv\t'The columns of TSV with a header, quoted'
raw\t'The input records, reordered'
trec\t'TREC run: qid, Q0, docid, rank, score, tag'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l run-name -d 'Last column of trec output' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -s m -l model -d 'Model to score with; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'self-hosted'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'self-hosted'
baai/bge-reranker-v2-m3\t'self-hosted'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'possibly no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'possibly no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l base-url -d 'URL of the service' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l api -d 'Rerank API to use [default: inferred from URL and model]' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
cohere\t'Cohere, and servers that follow it'
tei\t'Hugging Face text-embeddings-inference'
litellm\t'LiteLLM\'s proxy'
vllm\t'vLLM'
infinity\t'infinity'
llamacpp\t'llama.cpp\'s server'
sglang\t'SGLang'
jina\t'Jina AI'
voyage\t'Voyage AI, also as part of MongoDB Atlas'
together\t'Together AI'
azure\t'Cohere on Azure AI'
bedrock\t'Amazon Bedrock, InvokeModel with a bearer key'
openrouter\t'OpenRouter'
siliconflow\t'SiliconFlow'
pinecone\t'Pinecone inference'
mixedbread\t'Mixedbread'
deepinfra\t'DeepInfra'
nvidia-gateway\t'NVIDIA\'s inference gateway'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l api-key-file -d 'Read the API key from a file' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l api-key-env -d 'Read the API key from this environment variable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s H -l header -d 'Header to send; repeatable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l cacert -d 'File of additional root certificates to trust, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l cert -d 'File of the client certificate to send, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l cert-key -d 'File of the private key of --cert, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l truncate -d 'Truncate long documents at the end, or reject them' -r -f -a "end\t'Truncate at the end'
none\t'Reject the request'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l batch-size -d 'Maximum number of documents per request' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s j -l concurrency -d 'Maximum number of requests in flight' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l timeout -d 'Timeout of a request' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l connect-timeout -d 'Timeout of a connection' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l retries -d 'Retry a failed request up to N times' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l max-wait -d 'Longest wait between two attempts' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l rpm -d 'Maximum number of requests per minute' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l extra -d 'JSON object to merge into every request' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l on-error -d 'Reaction to a failure of the service' -r -f -a "fail\t'Print nothing'
passthrough\t'Print the documents in input order, without scores'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l record -d 'Record every score to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l replay -d 'Use the scores in FILE instead of calling the service' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l color -d 'Color the output' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l progress -d 'Show progress on a terminal' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_needs_command" -s 0 -l null -d 'Separate lines, paths and raw output with NUL, not newline'
complete -c nimrank -n "__fish_nimrank_needs_command" -l no-documents -d 'Omit the text of documents'
complete -c nimrank -n "__fish_nimrank_needs_command" -l dry-run -d 'Print requests as curl commands and send nothing'
complete -c nimrank -n "__fish_nimrank_needs_command" -l force -d 'Let --record replace a file even if CI is set'
complete -c nimrank -n "__fish_nimrank_needs_command" -l quiet -d 'Print no warnings and no progress'
complete -c nimrank -n "__fish_nimrank_needs_command" -s v -l verbose -d 'Log input, requests and retries to stderr'
complete -c nimrank -n "__fish_nimrank_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_needs_command" -s V -l version -d 'Print version'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "batch" -d 'Rank for many queries in one run'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "check" -d 'Check rankings against expectations, for CI'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "eval" -d 'Evaluate a run against relevance judgments'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "calibrate" -d 'Choose a score threshold from judged data'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "diff" -d 'Compare two recordings or runs'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "models" -d 'List known models, or those of a service'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "doctor" -d 'Diagnose the connection to a service'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "completions" -d 'Print the completion file for a shell'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "man" -d 'Print a manual page'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "help" -d 'Print the help of a command'
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s d -l docs -d 'Files of documents, for --queries; the same as FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l queries -d 'File of queries, whose documents are elsewhere' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l candidates -d 'File that names the documents of each query [default: all]' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l depth -d 'Rank the first N candidates of each query' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l missing -d 'Reaction to a candidate whose document or query is missing' -r -f -a "fail\t'End the run'
skip\t'Leave it out'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l query-field -d 'Field or column with the query' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l documents-field -d 'Field with the list of documents' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l query-id-field -d 'Field or column with the id of the query' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l shard -d 'Rank part I of N: every Nth query, from the Ith' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s i -l input -d 'Input format [default: auto-detect]' -r -f -a "auto\t'By file name, else by content'
lines\t'One document a line'
paragraphs\t'Blocks of lines between blank lines'
jsonl\t'One JSON object or string a line'
json\t'A JSON array of objects or strings'
csv\t'Comma-separated values under a header'
tsv\t'Tab-separated values under a header'
grep\t'path:line:text, as grep and rg print it'
rg-json\t'Events of rg --json'
paths\t'One file name a line'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l text-field -d 'Field or column with the text; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l id-field -d 'Field or column with the id' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l text-join -d 'Separator between several text fields [default: newline]' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l columns -d 'Names of the columns of CSV or TSV without a header' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l delimiter -d 'Field separator of CSV: one character, or `tab`' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l records -d 'Path of the array of records inside a JSON document' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l window -d 'Score long documents in windows of at most N words' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l overlap -d 'Words that a window shares with the one before [default: N/8]' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l prefilter -d 'Send only the N best documents of each query by local/bm25' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s n -l top-n -d 'Keep the N best documents of each query [default: all]' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l min-score -d 'Keep documents with a printed score of at least X' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l score -d 'Scale of printed scores' -r -f -a "raw\t'As the service returns them'
sigmoid\t'1 / (1 + e^-x) of each logit'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s f -l format -d 'Output format [default: jsonl; trec with --queries]' -r -f -a "auto\t'jsonl, or trec with --queries'
jsonl\t'One JSON object per line'
trec\t'TREC run: qid, Q0, docid, rank, score, tag'
tsv\t'rank, score, id or origin, text'
csv\t'The columns of TSV with a header, quoted'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l run-name -d 'Last column of trec output' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s m -l model -d 'Model to score with; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'self-hosted'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'self-hosted'
baai/bge-reranker-v2-m3\t'self-hosted'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'possibly no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'possibly no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l base-url -d 'URL of the service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l api -d 'Rerank API to use [default: inferred from URL and model]' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
cohere\t'Cohere, and servers that follow it'
tei\t'Hugging Face text-embeddings-inference'
litellm\t'LiteLLM\'s proxy'
vllm\t'vLLM'
infinity\t'infinity'
llamacpp\t'llama.cpp\'s server'
sglang\t'SGLang'
jina\t'Jina AI'
voyage\t'Voyage AI, also as part of MongoDB Atlas'
together\t'Together AI'
azure\t'Cohere on Azure AI'
bedrock\t'Amazon Bedrock, InvokeModel with a bearer key'
openrouter\t'OpenRouter'
siliconflow\t'SiliconFlow'
pinecone\t'Pinecone inference'
mixedbread\t'Mixedbread'
deepinfra\t'DeepInfra'
nvidia-gateway\t'NVIDIA\'s inference gateway'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l api-key-file -d 'Read the API key from a file' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l api-key-env -d 'Read the API key from this environment variable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s H -l header -d 'Header to send; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l cacert -d 'File of additional root certificates to trust, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l cert -d 'File of the client certificate to send, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l cert-key -d 'File of the private key of --cert, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l truncate -d 'Truncate long documents at the end, or reject them' -r -f -a "end\t'Truncate at the end'
none\t'Reject the request'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l batch-size -d 'Maximum number of documents per request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s j -l concurrency -d 'Maximum number of requests in flight' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l timeout -d 'Timeout of a request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l connect-timeout -d 'Timeout of a connection' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l retries -d 'Retry a failed request up to N times' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l max-wait -d 'Longest wait between two attempts' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l rpm -d 'Maximum number of requests per minute' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l extra -d 'JSON object to merge into every request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l on-error -d 'Reaction to a query that fails' -r -f -a "fail\t'End the run; only the queries before it are printed'
record\t'Print the error in place of the results'
passthrough\t'Print the documents in input order, without scores'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l record -d 'Record every score to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l replay -d 'Use the scores in FILE instead of calling the service' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l resume -d 'Keep finished queries in FILE, and continue from there' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l color -d 'Color the output' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l progress -d 'Show progress on a terminal' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l no-documents -d 'Omit the text of documents'
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l dry-run -d 'Print the first request as a curl command and send nothing'
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l force -d 'Let --record replace a file even if CI is set'
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -l quiet -d 'Print no warnings and no progress'
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s v -l verbose -d 'Log input, requests and retries to stderr'
complete -c nimrank -n "__fish_nimrank_using_subcommand batch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l tag -d 'Check only cases with this tag; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l tolerance -d 'Treat scores that differ by at most T as tied' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l at-least -d 'Floor for cases with `rel` and no `at_least`; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s d -l docs -d 'Documents of cases that name none; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s i -l input -d 'Input format [default: auto-detect]' -r -f -a "auto\t'By file name, else by content'
lines\t'One document a line'
paragraphs\t'Blocks of lines between blank lines'
jsonl\t'One JSON object or string a line'
json\t'A JSON array of objects or strings'
csv\t'Comma-separated values under a header'
tsv\t'Tab-separated values under a header'
grep\t'path:line:text, as grep and rg print it'
rg-json\t'Events of rg --json'
paths\t'One file name a line'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l text-field -d 'Field or column with the text; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l id-field -d 'Field or column with the id' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l window -d 'Score long documents in windows of at most N words' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l overlap -d 'Words that a window shares with the one before [default: N/8]' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s f -l format -d 'Report format' -r -f -a "text\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object per case'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s o -l output -d 'Write the report to FILE (created atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l junit -d 'Also write a JUnit report to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l html -d 'Also write an HTML report to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s m -l model -d 'Model to score with; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'self-hosted'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'self-hosted'
baai/bge-reranker-v2-m3\t'self-hosted'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'possibly no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'possibly no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l base-url -d 'URL of the service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l api -d 'Rerank API to use [default: inferred from URL and model]' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
cohere\t'Cohere, and servers that follow it'
tei\t'Hugging Face text-embeddings-inference'
litellm\t'LiteLLM\'s proxy'
vllm\t'vLLM'
infinity\t'infinity'
llamacpp\t'llama.cpp\'s server'
sglang\t'SGLang'
jina\t'Jina AI'
voyage\t'Voyage AI, also as part of MongoDB Atlas'
together\t'Together AI'
azure\t'Cohere on Azure AI'
bedrock\t'Amazon Bedrock, InvokeModel with a bearer key'
openrouter\t'OpenRouter'
siliconflow\t'SiliconFlow'
pinecone\t'Pinecone inference'
mixedbread\t'Mixedbread'
deepinfra\t'DeepInfra'
nvidia-gateway\t'NVIDIA\'s inference gateway'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l api-key-file -d 'Read the API key from a file' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l api-key-env -d 'Read the API key from this environment variable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s H -l header -d 'Header to send; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l cacert -d 'File of additional root certificates to trust, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l cert -d 'File of the client certificate to send, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l cert-key -d 'File of the private key of --cert, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l truncate -d 'Truncate long documents at the end, or reject them' -r -f -a "end\t'Truncate at the end'
none\t'Reject the request'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l batch-size -d 'Maximum number of documents per request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s j -l concurrency -d 'Maximum number of requests in flight' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l timeout -d 'Timeout of a request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l connect-timeout -d 'Timeout of a connection' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l retries -d 'Retry a failed request up to N times' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l max-wait -d 'Longest wait between two attempts' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l rpm -d 'Maximum number of requests per minute' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l extra -d 'JSON object to merge into every request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l record -d 'Record every score to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l replay -d 'Use the scores in FILE instead of calling the service' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l baseline -d 'Compare with the scores in FILE; only new failures fail' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l color -d 'Color the output' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l progress -d 'Show progress on a terminal' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l fail-fast -d 'Stop after the first case that fails or has no verdict'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l no-github -d 'Disable GitHub annotations and step summary'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l force -d 'Let --record replace a file even if CI is set'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l quiet -d 'Print failures and counts only'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s v -l verbose -d 'Print the top documents of every case, and requests'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l qrels -d 'File of relevance judgments; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l run -d 'File of a run; `-` is standard input; repeatable' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s m -l measure -d 'Measures, separated by commas' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s l -l level -d 'Lowest grade that counts as relevant' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l min -d 'Exit with 1 if the mean of a measure is lower; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l max-loss -d 'Exit with 1 if a run loses more than X significantly; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l alpha -d 'Significance level of --max-loss' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s f -l format -d 'Output format' -r -f -a "table\t'For people, rounded'
json\t'One JSON document'
csv\t'query, measure and value under a header'"
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l html -d 'Also write an HTML report to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s q -l per-query -d 'Print the values of each query in addition to the means'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l intersect -d 'Skip judged queries that are missing from a run'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l trec -d 'Print the output of trec_eval -c, byte for byte'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l quiet -d 'Print no warnings and no notes'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -l qrels -d 'File of relevance judgments; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -l run -d 'File of scored results; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -s l -l level -d 'Lowest grade that counts as relevant' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -s f -l format -d 'Output format' -r -f -a "text\t'For people, rounded except for thresholds'
json\t'One JSON document'"
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -l quiet -d 'Print no warnings and no notes'
complete -c nimrank -n "__fish_nimrank_using_subcommand calibrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s k -l depth -d 'Compare only the top N of each query (tau-b uses all documents)' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l tolerance -d 'Treat scores at most T apart as tied' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l min-rbo -d 'Fail only if the RBO of a query is below X' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s f -l format -d 'Output format' -r -f -a "table\t'For people, rounded'
json\t'One JSON document'
jsonl\t'One JSON object per query'"
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l html -d 'Also write an HTML report to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l color -d 'Color the output' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s m -l model -d 'Model to score with; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'self-hosted'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'self-hosted'
baai/bge-reranker-v2-m3\t'self-hosted'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'possibly no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'possibly no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l base-url -d 'URL of the service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l api -d 'Rerank API to use [default: inferred from URL and model]' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
cohere\t'Cohere, and servers that follow it'
tei\t'Hugging Face text-embeddings-inference'
litellm\t'LiteLLM\'s proxy'
vllm\t'vLLM'
infinity\t'infinity'
llamacpp\t'llama.cpp\'s server'
sglang\t'SGLang'
jina\t'Jina AI'
voyage\t'Voyage AI, also as part of MongoDB Atlas'
together\t'Together AI'
azure\t'Cohere on Azure AI'
bedrock\t'Amazon Bedrock, InvokeModel with a bearer key'
openrouter\t'OpenRouter'
siliconflow\t'SiliconFlow'
pinecone\t'Pinecone inference'
mixedbread\t'Mixedbread'
deepinfra\t'DeepInfra'
nvidia-gateway\t'NVIDIA\'s inference gateway'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l api-key-file -d 'Read the API key from a file' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l api-key-env -d 'Read the API key from this environment variable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s H -l header -d 'Header to send; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l cacert -d 'File of additional root certificates to trust, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l cert -d 'File of the client certificate to send, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l cert-key -d 'File of the private key of --cert, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l truncate -d 'Truncate long documents at the end, or reject them' -r -f -a "end\t'Truncate at the end'
none\t'Reject the request'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l batch-size -d 'Maximum number of documents per request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s j -l concurrency -d 'Maximum number of requests in flight' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l timeout -d 'Timeout of a request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l connect-timeout -d 'Timeout of a connection' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l retries -d 'Retry a failed request up to N times' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l max-wait -d 'Longest wait between two attempts' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l rpm -d 'Maximum number of requests per minute' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l extra -d 'JSON object to merge into every request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l on-error -d 'Reaction to a failure of the service; has no effect' -r -f -a "fail\t'Print nothing'
passthrough\t'Print the documents in input order, without scores'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s f -l format -d 'Output format' -r -f -a "auto\t'A table on a terminal, TSV elsewhere'
table\t'Fitted to the terminal, for people'
tsv\t'One line per entry, tab-separated, without a header'
json\t'One JSON document'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l color -d 'Color the output' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l progress -d 'Show progress on a terminal' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l quiet -d 'Print no warnings and no progress'
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s v -l verbose -d 'Log input, requests and retries to stderr'
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s m -l model -d 'Model to score with; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'self-hosted'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'self-hosted'
baai/bge-reranker-v2-m3\t'self-hosted'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'possibly no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'possibly no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l base-url -d 'URL of the service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l api -d 'Rerank API to use [default: inferred from URL and model]' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
cohere\t'Cohere, and servers that follow it'
tei\t'Hugging Face text-embeddings-inference'
litellm\t'LiteLLM\'s proxy'
vllm\t'vLLM'
infinity\t'infinity'
llamacpp\t'llama.cpp\'s server'
sglang\t'SGLang'
jina\t'Jina AI'
voyage\t'Voyage AI, also as part of MongoDB Atlas'
together\t'Together AI'
azure\t'Cohere on Azure AI'
bedrock\t'Amazon Bedrock, InvokeModel with a bearer key'
openrouter\t'OpenRouter'
siliconflow\t'SiliconFlow'
pinecone\t'Pinecone inference'
mixedbread\t'Mixedbread'
deepinfra\t'DeepInfra'
nvidia-gateway\t'NVIDIA\'s inference gateway'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l api-key-file -d 'Read the API key from a file' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l api-key-env -d 'Read the API key from this environment variable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s H -l header -d 'Header to send; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l cacert -d 'File of additional root certificates to trust, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l cert -d 'File of the client certificate to send, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l cert-key -d 'File of the private key of --cert, PEM' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l truncate -d 'Truncate long documents at the end, or reject them' -r -f -a "end\t'Truncate at the end'
none\t'Reject the request'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l batch-size -d 'Maximum number of documents per request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s j -l concurrency -d 'Maximum number of requests in flight' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l timeout -d 'Timeout of a request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l connect-timeout -d 'Timeout of a connection' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l retries -d 'Retry a failed request up to N times' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l max-wait -d 'Longest wait between two attempts' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l rpm -d 'Maximum number of requests per minute' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l extra -d 'JSON object to merge into every request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l on-error -d 'Reaction to a failure of the service; has no effect' -r -f -a "fail\t'End the run; only the queries before it are printed'
record\t'Print the error in place of the results'
passthrough\t'Print the documents in input order, without scores'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s f -l format -d 'Output format' -r -f -a "text\t'One line per step, printed as soon as it is known'
json\t'One JSON document'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l color -d 'Color the output' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l progress -d 'Show progress on a terminal' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l quiet -d 'Print no warnings and no progress'
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s v -l verbose -d 'Log input, requests and retries to stderr'
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand help" -s h -l help -d 'Print help'
