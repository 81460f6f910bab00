# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_nimrank_global_optspecs
    string join \n q/query= query-file= d/docs= doc= i/input= 0/null text-field= id-field= n/top-n= min-score= score= f/format= o/output= no-documents m/model= base-url= api= api-key-file= api-key-env= H/header= cacert= truncate= batch-size= j/concurrency= timeout= connect-timeout= retries= max-wait= rpm= extra= on-error= dry-run record= replay= force color= progress= quiet v/verbose h/help V/version
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
    if contains -- "$argv[1]" check eval diff models doctor completions
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

complete -c nimrank -n "__fish_nimrank_needs_command" -s q -l query -d 'Rank by relevance to this text' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l query-file -d 'Read the query from a file; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -s d -l docs -d 'Read documents from these files; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l doc -d 'Take this text as a document; repeatable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s i -l input -d 'Say how documents are written' -r -f -a "auto\t'By file name, else by content'
lines\t'One document a line'
jsonl\t'One JSON object or string a line'
json\t'A JSON array of objects or strings'
csv\t'Comma-separated values under a header'
tsv\t'Tab-separated values under a header'
grep\t'path:line:text, as grep and rg print it'
rg-json\t'Events of rg --json'
paths\t'One file name a line'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l text-field -d 'Take the text from this field or column; repeatable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l id-field -d 'Take the id from this field or column' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s n -l top-n -d 'Keep the best N documents' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l min-score -d 'Keep documents that score at least X, on the scale printed' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l score -d 'Print raw scores, or the sigmoid of logits' -r -f -a "raw\t'As the service gave them'
sigmoid\t'1 / (1 + e^-x) of a logit'"
complete -c nimrank -n "__fish_nimrank_needs_command" -s f -l format -d 'Print results in this format' -r -f -a "auto\t'A table on a terminal, TSV elsewhere'
table\t'Fitted to the terminal, for people'
tsv\t'rank, score, id or origin, text'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'TSV\'s columns under a header, quoted'
raw\t'The input records themselves'"
complete -c nimrank -n "__fish_nimrank_needs_command" -s o -l output -d 'Write to a file, which appears only when it is whole' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -s m -l model -d 'Score with this model; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'for a NIM of your own'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'for a NIM of your own'
baai/bge-reranker-v2-m3\t'for a NIM of your own'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'perhaps no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'perhaps no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l base-url -d 'Send requests to this service' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l api -d 'Say how requests are written' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
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
complete -c nimrank -n "__fish_nimrank_needs_command" -s H -l header -d 'Send this header; repeatable' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l cacert -d 'Trust the root certificates in this file too' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l truncate -d 'Cut documents that are too long, or let the request fail' -r -f -a "end\t'Cut its end off'
none\t'Let the request fail'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l batch-size -d 'Send at most N documents in one request' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -s j -l concurrency -d 'Send at most N requests at once' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l timeout -d 'Give up on a request after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l connect-timeout -d 'Give up on a connection after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l retries -d 'Repeat a request that failed up to N times' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l max-wait -d 'Wait at most so long between two attempts' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l rpm -d 'Send at most N requests a minute' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l extra -d 'Merge these fields into every request' -r
complete -c nimrank -n "__fish_nimrank_needs_command" -l on-error -d 'Fail when the service fails, or print the documents unranked' -r -f -a "fail\t'Print nothing'
passthrough\t'Print the documents in input order, without scores'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l record -d 'Record every score to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l replay -d 'Use the scores in FILE instead of calling the service' -r -F
complete -c nimrank -n "__fish_nimrank_needs_command" -l color -d 'Colour the table' -r -f -a "auto\t'When it suits'
always\t'In any case'
never\t'Not at all'"
complete -c nimrank -n "__fish_nimrank_needs_command" -l progress -d 'Show progress on a terminal: after a while, at once, or never' -r -f -a "auto\t'When it suits'
always\t'In any case'
never\t'Not at all'"
complete -c nimrank -n "__fish_nimrank_needs_command" -s 0 -l null -d 'End lines, paths and raw output in NUL instead of newline'
complete -c nimrank -n "__fish_nimrank_needs_command" -l no-documents -d 'Leave the documents\' text out'
complete -c nimrank -n "__fish_nimrank_needs_command" -l dry-run -d 'Print the requests as curl commands and send nothing'
complete -c nimrank -n "__fish_nimrank_needs_command" -l force -d 'Let --record replace a file even if CI is set'
complete -c nimrank -n "__fish_nimrank_needs_command" -l quiet -d 'Print no warnings and no progress'
complete -c nimrank -n "__fish_nimrank_needs_command" -s v -l verbose -d 'Say what is read, asked and answered'
complete -c nimrank -n "__fish_nimrank_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_needs_command" -s V -l version -d 'Print version'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "check" -d 'Judge rankings by what is expected of them, for CI'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "eval" -d 'Measure a run against judgements'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "diff" -d 'Say what moved between two recordings or runs'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "models" -d 'List the models there are, or those that a service has'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "doctor" -d 'Say what works on the way to a service, and what does not'
complete -c nimrank -n "__fish_nimrank_needs_command" -a "completions" -d 'Print a completion file for a shell'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l tag -d 'Check only cases with this tag; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l tolerance -d 'Treat scores that differ by at most T as tied' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l at-least -d 'Floor for cases with `rel` and no `at_least`; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s d -l docs -d 'Documents of cases that name none; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s i -l input -d 'Input format [default: auto-detect]' -r -f -a "auto\t'By file name, else by content'
lines\t'One document a line'
jsonl\t'One JSON object or string a line'
json\t'A JSON array of objects or strings'
csv\t'Comma-separated values under a header'
tsv\t'Tab-separated values under a header'
grep\t'path:line:text, as grep and rg print it'
rg-json\t'Events of rg --json'
paths\t'One file name a line'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l text-field -d 'Field or column with the text; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l id-field -d 'Field or column with the id' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s f -l format -d 'Report format' -r -f -a "auto\t'Text, on a terminal and elsewhere'
text\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a case'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s o -l output -d 'Write the report to FILE (created atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l junit -d 'Also write a JUnit report to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s m -l model -d 'Score with this model; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'for a NIM of your own'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'for a NIM of your own'
baai/bge-reranker-v2-m3\t'for a NIM of your own'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'perhaps no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'perhaps no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l base-url -d 'Send requests to this service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l api -d 'Say how requests are written' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
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
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s H -l header -d 'Send this header; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l cacert -d 'Trust the root certificates in this file too' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l truncate -d 'Cut documents that are too long, or let the request fail' -r -f -a "end\t'Cut its end off'
none\t'Let the request fail'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l batch-size -d 'Send at most N documents in one request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s j -l concurrency -d 'Send at most N requests at once' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l timeout -d 'Give up on a request after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l connect-timeout -d 'Give up on a connection after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l retries -d 'Repeat a request that failed up to N times' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l max-wait -d 'Wait at most so long between two attempts' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l rpm -d 'Send at most N requests a minute' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l extra -d 'Merge these fields into every request' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l record -d 'Record every score to FILE' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l replay -d 'Use the scores in FILE instead of calling the service' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l baseline -d 'Compare with the scores in FILE; only new failures fail' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l color -d 'Colour the table' -r -f -a "auto\t'When it suits'
always\t'In any case'
never\t'Not at all'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l progress -d 'Show progress on a terminal: after a while, at once, or never' -r -f -a "auto\t'When it suits'
always\t'In any case'
never\t'Not at all'"
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l fail-fast -d 'Stop after the first case that fails or has no verdict'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l no-github -d 'Disable GitHub annotations and step summary'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l force -d 'Let --record replace a file even if CI is set'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -l quiet -d 'Print failures and counts only'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s v -l verbose -d 'Print the best documents of every case, and what is asked'
complete -c nimrank -n "__fish_nimrank_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l qrels -d 'File of relevance judgments; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l run -d 'File of the run; `-` is standard input' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s m -l measure -d 'Measures, separated by commas' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s l -l level -d 'Lowest grade that counts as relevant' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l min -d 'Exit with 1 if the mean of a measure is lower; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s f -l format -d 'Output format' -r -f -a "table\t'For people, rounded'
json\t'One JSON document'
csv\t'query, measure and value under a header'"
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s q -l per-query -d 'Print the values of each query in addition to the means'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l intersect -d 'Skip judged queries that are missing from the run'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l trec -d 'Print the output of trec_eval -c, byte for byte'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -l quiet -d 'Print no warnings and no notes'
complete -c nimrank -n "__fish_nimrank_using_subcommand eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s k -l depth -d 'Compare only the top N of each query (tau-b uses all documents)' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l tolerance -d 'Treat scores at most T apart as tied' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l min-rbo -d 'Fail only if the RBO of a query is below X' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s f -l format -d 'Output format' -r -f -a "table\t'For people, rounded'
json\t'One JSON document'
jsonl\t'One JSON object per query'"
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -l color -d 'When to use colors' -r -f -a "auto\t'When it suits'
always\t'In any case'
never\t'Not at all'"
complete -c nimrank -n "__fish_nimrank_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l base-url -d 'Send requests to this service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l api -d 'Say how requests are written' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
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
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s H -l header -d 'Send this header; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l cacert -d 'Trust the root certificates in this file too' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l timeout -d 'Give up on a request after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l connect-timeout -d 'Give up on a connection after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s f -l format -d 'Output format' -r -f -a "auto\t'A table on a terminal, TSV elsewhere'
table\t'Fitted to the terminal, for people'
tsv\t'One line per entry, tab-separated, without a header'
json\t'One JSON document'"
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -l quiet -d 'Print no notes'
complete -c nimrank -n "__fish_nimrank_using_subcommand models" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s m -l model -d 'Score with this model; local/bm25 is built in' -r -f -a "nvidia/llama-nemotron-rerank-vl-1b-v2\t'hosted; text and images'
nvidia/llama-nemotron-rerank-500m-v2\t'for a NIM of your own'
nvidia/llama-3.2-nemoretriever-500m-rerank-v2\t'for a NIM of your own'
baai/bge-reranker-v2-m3\t'for a NIM of your own'
nvidia/llama-nemotron-rerank-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v2\t'no longer hosted'
nvidia/llama-3.2-nv-rerankqa-1b-v1\t'perhaps no longer hosted'
nvidia/nv-rerankqa-mistral-4b-v3\t'perhaps no longer hosted'
local/bm25\t'built in'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l base-url -d 'Send requests to this service' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l api -d 'Say how requests are written' -r -f -a "nim\t'NVIDIA NIM, hosted or your own'
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
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s H -l header -d 'Send this header; repeatable' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l cacert -d 'Trust the root certificates in this file too' -r -F
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l timeout -d 'Give up on a request after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -l connect-timeout -d 'Give up on a connection after so many seconds' -r
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s f -l format -d 'Print the findings in this format' -r -f -a "text\t'One line a step, as soon as it is taken'
json\t'One JSON document'"
complete -c nimrank -n "__fish_nimrank_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c nimrank -n "__fish_nimrank_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
