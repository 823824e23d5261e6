<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AimStep</name>
    <message>
        <source>Smaller</source>
        <translation>更小</translation>
    </message>
    <message>
        <source>Less disk and memory, with as little loss as its size allows.</source>
        <translation>占用更少磁盘和内存，损失尽可能小。</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>Fewer bytes to read for each token, in types that are quick to compute with.</source>
        <translation>每个词元要读的字节更少，并且用计算快的类型。</translation>
    </message>
    <message>
        <source>Fit into memory</source>
        <translation>放进内存</translation>
    </message>
    <message>
        <source>The best that loads into a given memory with a given context, found by measuring. Takes longest.</source>
        <translation>通过测量，找出在给定内存和上下文下能加载的最好模型。最慢。</translation>
    </message>
    <message>
        <source>Best quality at a size</source>
        <translation>给定大小下质量最好</translation>
    </message>
    <message>
        <source>The type of each matrix is chosen by measuring, so that the file takes no more than a given size. Takes longest.</source>
        <translation>通过测量为每个矩阵选类型，文件不超过给定大小。最慢。</translation>
    </message>
    <message>
        <source>I choose</source>
        <translation>我来选</translation>
    </message>
    <message>
        <source>A preset by its name, the type of each matrix, or pruning.</source>
        <translation>按名称选预设，逐个矩阵选类型，或者剪枝。</translation>
    </message>
    <message>
        <source>What for?</source>
        <translation>为了什么？</translation>
    </message>
    <message>
        <source>How much room?</source>
        <translation>有多少空间？</translation>
    </message>
    <message>
        <source>How far?</source>
        <translation>缩小多少？</translation>
    </message>
</context>
<context>
    <name>AnswerFooter</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Measurements of this answer: %1</source>
        <translation>本次回答的测量：%1</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Go on where it was cut off</source>
        <translation>从中断处继续</translation>
    </message>
    <message>
        <source>Alt+Enter</source>
        <translation>Alt+Enter</translation>
    </message>
    <message>
        <source>Branch off: a new conversation from here</source>
        <translation>从此处分出新的对话</translation>
    </message>
    <message>
        <source>Answer again with another model</source>
        <translation>用另一个模型重新回答</translation>
    </message>
</context>
<context>
    <name>AnswerRow</name>
    <message>
        <source>%1 tokens after a prompt of %2 at %3 tok/s · first after %4 · %5</source>
        <translation>提示 %2 词元（%3 词元/秒）之后 %1 词元 · 首词元 %4 · %5</translation>
    </message>
    <message>
        <source>%1, %2 tok/s: %3</source>
        <translation>%1，%2 词元/秒：%3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>AppearanceGroup</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light, dark, or as the desktop has it.</source>
        <translation>浅色、深色，或跟随桌面。</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the window. A model answers in the language that it knows.</source>
        <translation>窗口的语言。模型用它会的语言回答。</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Of everything in the window.</source>
        <translation>作用于窗口里的所有文字。</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>更大</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>High: black and white, with visible borders.</source>
        <translation>高：黑白配色，边框清晰。</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Double</source>
        <translation>双倍</translation>
    </message>
</context>
<context>
    <name>AttachButton</name>
    <message>
        <source>Attach text files</source>
        <translation>附加文本文件</translation>
    </message>
    <message>
        <source>Ctrl+U</source>
        <translation>Ctrl+U</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>AttachmentBlock</name>
    <message>
        <source>%1 · %2 tokens</source>
        <translation>%1 · %2 个 token</translation>
    </message>
</context>
<context>
    <name>AttachmentChips</name>
    <message>
        <source>Attached files</source>
        <translation>已附加的文件</translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个 token</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Do not attach %1</source>
        <translation>不附加 %1</translation>
    </message>
</context>
<context>
    <name>AxisRow</name>
    <message>
        <source>now: %1</source>
        <translation>现在：%1</translation>
    </message>
    <message>
        <source>%1 values</source>
        <translation>%1 个值</translation>
    </message>
    <message>
        <source>Numbers with commas between, one for each value that is compared</source>
        <translation>用逗号分隔的数字，每个要比较的值一个</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 Now: %2.</source>
        <translation>%1现在：%2。</translation>
    </message>
</context>
<context>
    <name>BusyLine</name>
    <message>
        <source>Asking the hub…</source>
        <translation>正在询问 Hub…</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Jump to the end</source>
        <translation>跳到末尾</translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>复制代码</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask something</source>
        <translation>想问点什么</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Enter sends, Shift and Enter break the line.</source>
        <translation>Enter 发送，Shift 加 Enter 换行。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>发送（Enter）</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>Kept on top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>更早</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation>新对话（Ctrl+N）</translation>
    </message>
    <message>
        <source>Search the conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>What you ask is kept here.</source>
        <translation>你问过的都会留在这里。</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹的名称</translation>
    </message>
</context>
<context>
    <name>ConversationRow</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Title of the conversation</source>
        <translation>对话标题</translation>
    </message>
    <message>
        <source>Do not keep on top</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Keep on top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>DetailsCard</name>
    <message>
        <source>The model ended its answer</source>
        <translation>模型结束了回答</translation>
    </message>
    <message>
        <source>A stop text came</source>
        <translation>遇到了停止文本</translation>
    </message>
    <message>
        <source>The limit of new tokens was reached</source>
        <translation>达到了新词元的上限</translation>
    </message>
    <message>
        <source>The context is full</source>
        <translation>上下文已满</translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <translation>由你停止</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>首个词元用时</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>%1 tokens at %2 tok/s</source>
        <translation>%1 个词元，%2 词元/秒</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Kept from before</source>
        <translation>沿用之前的缓存</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>Peak of the process</source>
        <translation>进程内存峰值</translation>
    </message>
    <message>
        <source>Added; see the Lab, Saved</source>
        <translation>已添加；见实验室“已保存”</translation>
    </message>
    <message>
        <source>Add to comparison</source>
        <translation>加入比较</translation>
    </message>
</context>
<context>
    <name>DeviceGroup</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where models run</source>
        <translation>模型在哪里运行</translation>
    </message>
    <message>
        <source>Automatic takes a GPU that was verified, else the processor. Counts from the next load on.</source>
        <translation>“自动”会使用已验证的 GPU，否则使用处理器。下次加载时生效。</translation>
    </message>
    <message>
        <source>Verify this GPU</source>
        <translation>验证此 GPU</translation>
    </message>
    <message>
        <source>Compares what the GPU computes with the processor, operation by operation; it takes a few minutes. The result holds until the driver changes.</source>
        <translation>逐项比较 GPU 与处理器的计算结果，需要几分钟。驱动程序更换之前，结果一直有效。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Stop verifying the GPU</source>
        <translation>停止验证 GPU</translation>
    </message>
    <message>
        <source>%1 checks done …</source>
        <translation>已完成 %1 项检查…</translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <source>%1 of %2, %3</source>
        <translation>%1 / %2，%3</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>, %1 left</source>
        <translation>，剩余 %1</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>排队等待</translation>
    </message>
    <message>
        <source>Checking what came</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Complete and checked</source>
        <translation>已完成并校验</translation>
    </message>
    <message>
        <source>%1, %2. %3</source>
        <translation>%1，%2。%3</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Take it off the list (the file stays)</source>
        <translation>从列表中移除（文件保留）</translation>
    </message>
    <message>
        <source>Cancel and remove what came</source>
        <translation>取消并删除已下载的部分</translation>
    </message>
</context>
<context>
    <name>DownloadsGroup</name>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>DropSheet</name>
    <message>
        <source>Drop a GGUF file to load it, or conversations to import them</source>
        <translation>松开即可加载 GGUF 文件，或导入对话</translation>
    </message>
    <message>
        <source>Drop text files to attach them to the message</source>
        <translation>拖放文本文件，把它们附加到消息中</translation>
    </message>
</context>
<context>
    <name>EditBox</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>EmptyChat</name>
    <message>
        <source>What is quantization?</source>
        <translation>量化是什么？</translation>
    </message>
    <message>
        <source>What is the KV cache?</source>
        <translation>什么是 KV 缓存？</translation>
    </message>
    <message>
        <source>Which keyboard shortcuts are there?</source>
        <translation>列出所有快捷键</translation>
    </message>
    <message>
        <source>How do I use fettle-cli chat?</source>
        <translation>怎么在命令行里聊天？</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>想了解些什么？</translation>
    </message>
    <message>
        <source>The starter model is small and knows only this app and the words of its field. Open a model of your own for real work.</source>
        <translation>入门模型很小，只了解这个应用和相关的术语。要做正事，请打开你自己的模型。</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one above, or drop a GGUF file onto the window.</source>
        <translation>还没有加载模型。请在上方选择一个，或把 GGUF 文件拖进窗口。</translation>
    </message>
    <message>
        <source>%1 is ready, on this machine and nowhere else.</source>
        <translation>%1 已就绪，只在这台电脑上运行。</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>%1 holds a model of the architecture &quot;%2&quot;, which is not built in yet. Choose a model of one of these: %3.</source>
        <translation>%1 中是架构“%2”的模型，目前还不支持。请选择以下架构之一的模型：%3。</translation>
    </message>
    <message>
        <source>%1 has no tensor &quot;token_embd.weight&quot;, so it holds no whole model.</source>
        <translation>%1 中没有张量“token_embd.weight”，因此不是完整的模型。</translation>
    </message>
    <message>
        <source>%1: the vocabulary of %2 tokens is larger than any that is known.</source>
        <translation>%1：词表有 %2 个词元，大于任何已知的词表。</translation>
    </message>
    <message>
        <source>%1 has keys and values of different lengths, which is not built in yet.</source>
        <translation>%1 的键和值长度不同，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 chooses its experts by another function than softmax, which is not built in yet.</source>
        <translation>%1 选择专家用的不是 softmax，目前还不支持。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;cls.output.weight&quot; has more labels than any that is known.</source>
        <translation>%1：张量“cls.output.weight”的标签数超过任何已知的模型。</translation>
    </message>
    <message>
        <source>%1 does not begin as a GGUF file.</source>
        <translation>%1 的开头不是 GGUF 文件。</translation>
    </message>
    <message>
        <source>%1 does not tell its number of tokens at its beginning.</source>
        <translation>%1 的开头没有写明词元数。</translation>
    </message>
    <message>
        <source>This model writes text (architecture &quot;%1&quot;); for embeddings and labels choose an encoder, such as BERT.</source>
        <translation>这个模型是生成文本的（架构“%1”）；要得到嵌入和标签，请选择编码器，例如 BERT。</translation>
    </message>
    <message>
        <source>The text is empty. Write something first.</source>
        <translation>文本是空的。请先写点内容。</translation>
    </message>
    <message>
        <source>The text is %1 tokens long, but this model reads at most %2. Shorten it.</source>
        <translation>文本有 %1 个词元，而这个模型最多读 %2 个。请缩短文本。</translation>
    </message>
    <message>
        <source>The token %1 is not in the model&apos;s vocabulary.</source>
        <translation>词元 %1 不在模型的词表中。</translation>
    </message>
    <message>
        <source>This model has no classifying head, so it gives embeddings, no labels.</source>
        <translation>这个模型没有分类头，只能给出嵌入，不能给出标签。</translation>
    </message>
    <message>
        <source>%1 do not fit into the memory of %2. Choose a smaller model or a shorter context, or use the processor.</source>
        <translation>%1放不进 %2 的显存。请选择较小的模型或较短的上下文，或者使用处理器。</translation>
    </message>
    <message>
        <source>%1 cannot go on: %2</source>
        <translation>%1 无法继续：%2</translation>
    </message>
    <message>
        <source>%1 Choose the processor instead.</source>
        <translation>%1请改用处理器。</translation>
    </message>
    <message>
        <source>%1This machine has %2 GPU, counted from 0.</source>
        <translation>%1这台电脑有 %2 个 GPU，从 0 开始编号。</translation>
    </message>
    <message>
        <source>%1This machine has %2 GPUs, counted from 0.</source>
        <translation>%1这台电脑有 %2 个 GPU，从 0 开始编号。</translation>
    </message>
    <message>
        <source>Loading was stopped.</source>
        <translation>加载已停止。</translation>
    </message>
    <message>
        <source>There is no memory for a cache of %1 MiB (%2 positions). Choose a shorter context.</source>
        <translation>内存不足以建立 %1 MiB（%2 个位置）的缓存。请选择较短的上下文。</translation>
    </message>
    <message>
        <source>%1: the vocabulary has %2 tokens, but the embedding only %3 rows.</source>
        <translation>%1：词表有 %2 个词元，而嵌入只有 %3 行。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;%2&quot; should hold %3 32-bit floats.</source>
        <translation>%1：张量“%2”应有 %3 个 32 位浮点数。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;%2&quot; has a value that is not a positive number.</source>
        <translation>%1：张量“%2”中有一个值不是正数。</translation>
    </message>
    <message>
        <source>%1 scales its positions by the method &quot;%2&quot;, which is not built in yet.</source>
        <translation>%1 用方法“%2”缩放位置，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 has a tensor &quot;rope_factors_long.weight&quot;, but no &quot;rope_factors_short.weight&quot;.</source>
        <translation>%1 有张量“rope_factors_long.weight”，却没有“rope_factors_short.weight”。</translation>
    </message>
    <message>
        <source>The model&apos;s weights need %1 MiB of memory, but only %2 MiB are free. Close other programs, or choose a smaller model or one with fewer bits.</source>
        <translation>模型的权重需要 %1 MiB 内存，而只有 %2 MiB 空闲。请关闭其他程序，或选择较小的模型或位数较少的模型。</translation>
    </message>
    <message>
        <source>The model&apos;s weights need %1 MiB of memory, which cannot be had: %2. Choose a smaller model or one with fewer bits.</source>
        <translation>模型的权重需要 %1 MiB 内存，无法得到：%2。请选择较小的模型或位数较少的模型。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;%2&quot; %3.</source>
        <translation>%1：张量“%2”%3。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;%2&quot; belongs to a form of this architecture that is not built in yet.</source>
        <translation>%1：张量“%2”属于这种架构的另一种形式，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 has no tensor &quot;%2&quot;, so it holds no whole model.</source>
        <translation>%1 中没有张量“%2”，因此不是完整的模型。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;%2&quot; should be %3, but is %4.</source>
        <translation>%1：张量“%2”的形状应为 %3，实际是 %4。</translation>
    </message>
    <message>
        <source>%1: the tensor &quot;%2&quot; is of the type %3, which models are not computed with. Choose another file of this model.</source>
        <translation>%1：张量“%2”的类型是 %3，模型不能用它计算。请选择这个模型的其他文件。</translation>
    </message>
    <message>
        <source>The chat template cannot be read: line %1, column %2: %3.</source>
        <translation>无法读取对话模板：第 %1 行第 %2 列：%3。</translation>
    </message>
    <message>
        <source>The chat template refuses this conversation (%1): %2</source>
        <translation>对话模板拒绝了这个对话（%1）：%2</translation>
    </message>
    <message>
        <source>The chat template failed at %1: %2.</source>
        <translation>对话模板在 %1 处出错：%2。</translation>
    </message>
    <message>
        <source>Not enough memory to run the chat template.</source>
        <translation>内存不足，无法运行对话模板。</translation>
    </message>
    <message>
        <source>%1: %2 %3.</source>
        <translation>%1：%2 %3。</translation>
    </message>
    <message>
        <source>%1: %2 asks for the %3, which is not built in.</source>
        <translation>%1：%2 需要 %3，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 is no tokenizer that can be read (%2).</source>
        <translation>%1 不是可以读取的分词器（%2）。</translation>
    </message>
    <message>
        <source>The word pattern %1 does not compile.</source>
        <translation>词的匹配式 %1 无法编译。</translation>
    </message>
    <message>
        <source>%1 is no sentencepiece model: it %2.</source>
        <translation>%1 不是 sentencepiece 模型：%2。</translation>
    </message>
    <message>
        <source>%1 is a sentencepiece model of words or characters, which is not built in.</source>
        <translation>%1 是按词或按字符的 sentencepiece 模型，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 is larger than a tokenizer can be.</source>
        <translation>%1 太大，不可能是分词器。</translation>
    </message>
    <message>
        <source>%1 has a vocabulary of the type &quot;%2&quot;, which is not built in yet.</source>
        <translation>%1 的词表类型是“%2”，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 holds neither tokenizer.json nor tokenizer.model.</source>
        <translation>%1 中既没有 tokenizer.json，也没有 tokenizer.model。</translation>
    </message>
    <message>
        <source>Calibration runs on the processor in this version; open %1 there.</source>
        <translation>这个版本只能在处理器上校准；请在处理器上打开 %1。</translation>
    </message>
    <message>
        <source>%1 is not a file of base predictions. Make one with fettle-cli evaluate --save-base.</source>
        <translation>%1 不是基准预测文件。请用 fettle-cli evaluate --save-base 生成。</translation>
    </message>
    <message>
        <source>%1, offset %2: a prediction that is not a probability; the file is damaged.</source>
        <translation>%1，偏移 %2：有一个预测不是概率；文件已损坏。</translation>
    </message>
    <message>
        <source>%1 has no norms before its matrices that scales could be folded into. Quantize it without them.</source>
        <translation>%1 的矩阵之前没有可以并入缩放的归一化层。请不用缩放来量化。</translation>
    </message>
    <message>
        <source>The tensor &quot;%1&quot; is stored as %2, which cannot be read.</source>
        <translation>张量“%1”以 %2 存储，无法读取。</translation>
    </message>
    <message>
        <source>The search for scales was stopped.</source>
        <translation>缩放的搜索已停止。</translation>
    </message>
    <message>
        <source>The strength of smoothing must be from 0 to 1.</source>
        <translation>平滑强度必须在 0 到 1 之间。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no regular expression. Write it as PATTERN=TYPE, for example ffn_down=q6_k.</source>
        <translation>“%1”不是正则表达式。请写成 PATTERN=TYPE，例如 ffn_down=q6_k。</translation>
    </message>
    <message>
        <source>%1, line %2: a line is a label, a tabulator and a text. Mend this line.</source>
        <translation>%1 第 %2 行：每行应是标签、制表符和文本。请修正这一行。</translation>
    </message>
    <message>
        <source>%1 has no head that classifies. Choose an encoder that was trained to, such as a BERT for sentiment.</source>
        <translation>%1 没有分类头。请选择为分类训练的编码器，例如情感分类的 BERT。</translation>
    </message>
    <message>
        <source>There are no texts to classify.</source>
        <translation>没有要分类的文本。</translation>
    </message>
    <message>
        <source>Line %1: the model knows no label &quot;%2&quot;. Its labels are %3.</source>
        <translation>第 %1 行：模型没有标签“%2”。它的标签是 %3。</translation>
    </message>
    <message>
        <source>The evaluation was stopped.</source>
        <translation>评测已停止。</translation>
    </message>
    <message>
        <source>Line %1 is %2 tokens long; %3 reads %4. Shorten it.</source>
        <translation>第 %1 行有 %2 个词元；%3 最多读 %4 个。请缩短这一行。</translation>
    </message>
    <message>
        <source>Rounding with feedback was stopped.</source>
        <translation>带反馈的舍入已停止。</translation>
    </message>
    <message>
        <source>Rounding with feedback needs at least %1 calibration tokens here, and better %2, but there are %3. Choose a longer text.</source>
        <translation>带反馈的舍入在这里至少需要 %1 个校准词元，最好有 %2 个，而现在只有 %3 个。请选择更长的文本。</translation>
    </message>
    <message>
        <source>The calibration&apos;s second moments have no root: they hold values that are no numbers, or rounding has eaten them. Choose another calibration text.</source>
        <translation>校准的二阶矩没有平方根：其中有不是数的值，或被舍入抵消了。请选择另一段校准文本。</translation>
    </message>
    <message>
        <source>The layers of %1 take turns in how far back they see, so that none can be left out. Remove neurons or heads.</source>
        <translation>%1 的各层轮流使用不同的回看长度，因此不能去掉任何一层。请去掉神经元或注意力头。</translation>
    </message>
    <message>
        <source>%1 is an encoder; only models that predict text are cut in this version.</source>
        <translation>%1 是编码器；这个版本只裁剪预测文本的模型。</translation>
    </message>
    <message>
        <source>The text has %1 tokens, one window; at least two of %2 are needed, the last to judge by. Choose a longer text.</source>
        <translation>文本有 %1 个词元，只够一个窗口；至少需要两个 %2 词元的窗口，最后一个用来评判。请选择更长的文本。</translation>
    </message>
    <message>
        <source>%1 is a mixture of experts, whose neurons are not cut in this version.</source>
        <translation>%1 是混合专家模型，这个版本不裁剪它的神经元。</translation>
    </message>
    <message>
        <source>The share of neurons must be above 0 and below 1.</source>
        <translation>神经元的比例必须大于 0 且小于 1。</translation>
    </message>
    <message>
        <source>%1 is stored as %2. Cut the model before it is quantized: choose its F16, BF16 or F32 file.</source>
        <translation>%1 以 %2 存储。请在量化之前裁剪模型：选择它的 F16、BF16 或 F32 文件。</translation>
    </message>
    <message>
        <source>Files of the architecture &quot;%1&quot; have no place for another number of heads. Remove layers or neurons.</source>
        <translation>架构“%1”的文件无法记录另一个头数。请去掉层或神经元。</translation>
    </message>
    <message>
        <source>%1 has %2 groups of heads in each layer; remove from 1 to %3 of them.</source>
        <translation>%1 每层有 %2 组注意力头；可去掉 1 到 %3 组。</translation>
    </message>
    <message>
        <source>%1 has %2 groups of heads in each layer, so none can be removed.</source>
        <translation>%1 每层有 %2 组注意力头，因此不能去掉。</translation>
    </message>
    <message>
        <source>Removing %1 % of %2 neurons would remove none, since the width stays a multiple of %3. Remove more, or choose a smaller step (--align 32).</source>
        <translation>从 %2 个神经元中去掉 %1 % 等于一个也不去掉，因为宽度要保持为 %3 的倍数。请去掉更多，或选择较小的步长（--align 32）。</translation>
    </message>
    <message>
        <source>%1 gets values that are too large for F16. Prune by wanda, or the F32 file.</source>
        <translation>%1 中会出现超出 F16 范围的值。请用 wanda 剪枝，或使用 F32 文件。</translation>
    </message>
    <message>
        <source>%1 gets values that are too large for F16. Cut without compensation, or the F32 file.</source>
        <translation>%1 中会出现超出 F16 范围的值。请不用补偿来裁剪，或使用 F32 文件。</translation>
    </message>
    <message>
        <source>Cutting the model was stopped.</source>
        <translation>模型的裁剪已停止。</translation>
    </message>
    <message>
        <source>%1 was made by a model with %2 tokens in its vocabulary; %3 has %4. Make it anew from this model&apos;s own base.</source>
        <translation>%1 由词表有 %2 个词元的模型生成；%3 有 %4 个。请用这个模型自己的基准重新生成。</translation>
    </message>
    <message>
        <source>A file of base predictions holds what llama.cpp&apos;s protocol scores; choose that protocol.</source>
        <translation>基准预测文件是按 llama.cpp 的方法评分的；请选择那种方法。</translation>
    </message>
    <message>
        <source>The calibration text has %1 tokens, one window; at least two of %2 are needed, the last to judge by. Choose a longer text.</source>
        <translation>校准文本有 %1 个词元，只够一个窗口；至少需要两个 %2 词元的窗口，最后一个用来评判。请选择更长的文本。</translation>
    </message>
    <message>
        <source>No folder for the work can be made beside %1: %2. Choose another place for the new file.</source>
        <translation>无法在 %1 旁边建立工作文件夹：%2。请为新文件选择另一个位置。</translation>
    </message>
    <message>
        <source>%1 has no tensors that could be quantized.</source>
        <translation>%1 中没有可以量化的张量。</translation>
    </message>
    <message>
        <source>%1 does not fit: with its context it takes %2 bytes of memory at least. Allow more, choose a shorter context, or a smaller model.</source>
        <translation>%1 放不下：连同上下文至少占 %2 字节内存。请放宽限制、选择较短的上下文，或选择较小的模型。</translation>
    </message>
    <message>
        <source>%1 does not fit: its file takes %2 bytes at least. Allow more, or choose a smaller model.</source>
        <translation>%1 放不下：文件至少占 %2 字节。请放宽限制，或选择较小的模型。</translation>
    </message>
    <message>
        <source>Say into how many bytes the model is to fit.</source>
        <translation>请写明模型要放进多少字节。</translation>
    </message>
    <message>
        <source>Rounding with feedback cannot write %1 in rows of %2. Choose another type.</source>
        <translation>带反馈的舍入不能以每行 %2 个值写入 %1。请选择另一种类型。</translation>
    </message>
    <message>
        <source>Rounding with feedback was given no inputs to judge it by. Keep a tenth of the calibration text for that.</source>
        <translation>带反馈的舍入没有可用来评判的输入。请为此留出校准文本的十分之一。</translation>
    </message>
    <message>
        <source>%1: the importance of &quot;%2&quot; %3. The file is damaged; make it again or fetch it again.</source>
        <translation>%1：“%2”的重要性%3。文件已损坏；请重新生成或重新下载。</translation>
    </message>
    <message>
        <source>%1 is a GGUF file, but not an importance matrix. Choose the file that calibrating (or llama-imatrix) wrote.</source>
        <translation>%1 是 GGUF 文件，但不是重要性矩阵。请选择校准（或 llama-imatrix）写出的文件。</translation>
    </message>
    <message>
        <source>%1 has no importance of any tensor in it. Make it again.</source>
        <translation>%1 中没有任何张量的重要性。请重新生成。</translation>
    </message>
    <message>
        <source>There is no importance to write: no matrix saw a token.</source>
        <translation>没有重要性可写：没有矩阵见过词元。</translation>
    </message>
    <message>
        <source>The tensor name &quot;%1&quot; is too long for an importance matrix.</source>
        <translation>张量名“%1”对重要性矩阵来说太长。</translation>
    </message>
    <message>
        <source>Layers are chosen on the processor in this version; open %1 there.</source>
        <translation>这个版本只能在处理器上选择层；请在处理器上打开 %1。</translation>
    </message>
    <message>
        <source>Choosing layers was stopped.</source>
        <translation>层的选择已停止。</translation>
    </message>
    <message>
        <source>The model has %1 layers; remove from 1 to %2 of them, not %3.</source>
        <translation>模型有 %1 层；可去掉 1 到 %2 层，而不是 %3 层。</translation>
    </message>
    <message>
        <source>It was stopped while the model&apos;s file was read.</source>
        <translation>读取模型文件时已停止。</translation>
    </message>
    <message>
        <source>%1 has no F16 matrix with two zeros among each four weights. Prune it with --pattern 2:4.</source>
        <translation>%1 中没有每四个权重有两个零的 F16 矩阵。请用 --pattern 2:4 剪枝。</translation>
    </message>
    <message>
        <source>Measuring was stopped.</source>
        <translation>测量已停止。</translation>
    </message>
    <message>
        <source>%1, line %2: %3. A task is six lines: context, number of the right ending (0 to 3), four endings.</source>
        <translation>%1 第 %2 行：%3。一道题有六行：上文、正确结尾的编号（0 到 3）、四个结尾。</translation>
    </message>
    <message>
        <source>There are no tasks to score.</source>
        <translation>没有要评分的题目。</translation>
    </message>
    <message>
        <source>%1 is being made by another program already. Wait for it, or choose another name.</source>
        <translation>另一个程序正在生成 %1。请等它完成，或换一个名称。</translation>
    </message>
    <message>
        <source>%1 is a device or a pipe, which a new file would replace. Choose another name.</source>
        <translation>%1 是设备或管道，新文件会取代它。请换一个名称。</translation>
    </message>
    <message>
        <source>The new file has no name. Give one.</source>
        <translation>新文件没有名称。请取一个。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; would have no effect: %2 gives all matrices one type. Choose a preset that quantizes, or leave the rule out.</source>
        <translation>“%1”不会起作用：%2 给所有矩阵同一种类型。请选择会量化的预设，或去掉这条规则。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; finds no matrix in %2. Write a part of a tensor&apos;s name, such as ffn_down; --dry-run shows the names.</source>
        <translation>“%1”在 %2 中找不到矩阵。请写张量名称的一部分，例如 ffn_down；--dry-run 会显示名称。</translation>
    </message>
    <message>
        <source>%1 became shorter while it was being read. Wait until whatever writes to it is done, then begin again.</source>
        <translation>%1 在读取时变短了。请等写入它的程序结束，然后重新开始。</translation>
    </message>
    <message>
        <source>%1 is in the way: the work would be kept there. Move it away, or choose another name for the new file.</source>
        <translation>%1 挡住了：工作文件要放在那里。请把它移走，或为新文件换一个名称。</translation>
    </message>
    <message>
        <source>Half of the text is for probes and half for the verdict. %1</source>
        <translation>文本的一半用于试探，一半用于判定。%1</translation>
    </message>
    <message>
        <source>%1 is quantized already, and quantizing it again loses more than quantizing once. Choose the model in F16 or BF16.</source>
        <translation>%1 已经量化过，再量化一次比只量化一次损失更多。请选择 F16 或 BF16 的模型。</translation>
    </message>
    <message>
        <source>%1 is read for this and would be lost. Choose another name for the new file.</source>
        <translation>%1 要被读取，写入会使它丢失。请为新文件换一个名称。</translation>
    </message>
    <message>
        <source>%1 is the name of two new files. Choose another for one.</source>
        <translation>%1 是两个新文件的名称。请给其中一个换名称。</translation>
    </message>
    <message>
        <source>It has an ending of one token and nothing before it, so the model cannot foretell it. Give the task a context.</source>
        <translation>它有一个只含一个词元的结尾，前面什么也没有，模型无法预测它。请给这道题加上上文。</translation>
    </message>
    <message>
        <source>Task %1 cannot be scored. %2</source>
        <translation>第 %1 题无法评分。%2</translation>
    </message>
    <message>
        <source>%1 needs %2 MiB, but only %3 MiB are free there. Free some space or choose another place.</source>
        <translation>%1 需要 %2 MiB，而那里只有 %3 MiB 空闲。请腾出空间，或选择另一个位置。</translation>
    </message>
    <message>
        <source>Rounding as llama.cpp does is for the processor and for models without experts in this version. Measure without it, or with --device cpu.</source>
        <translation>这个版本中，llama.cpp 的舍入方式只用于处理器和没有专家的模型。请不用它来测量，或使用 --device cpu。</translation>
    </message>
    <message>
        <source>The memory of %1 cannot be planned: there are no addresses for %2 bytes.</source>
        <translation>无法规划 %1 的内存：没有 %2 字节的地址空间。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no type that can be written. Choose one of %2.</source>
        <translation>“%1”不是可以写出的类型。请选择 %2 之一。</translation>
    </message>
    <message>
        <source>The share of zeros must be from 0 to below 1, or a pattern such as 2:4 that keeps some of its weights.</source>
        <translation>零的比例必须在 0 到 1 之间（不含 1），或是 2:4 这样保留部分权重的模式。</translation>
    </message>
    <message>
        <source>Only magnitudes can be compared across all matrices, only magnitude and wanda within a whole matrix, and patterns row by row. Choose another scope or method.</source>
        <translation>跨全部矩阵只能比较幅值，在整个矩阵内只能用 magnitude 和 wanda，模式则按行。请选择另一个范围或方法。</translation>
    </message>
    <message>
        <source>Sparsity by outliers needs a share instead of a pattern, a limit above 0 and a range from 0 to below 1.</source>
        <translation>按离群值的稀疏需要比例而不是模式，限值要大于 0，范围要在 0 到 1 之间（不含 1）。</translation>
    </message>
    <message>
        <source>%1 is a mixture of experts, which is not pruned in this version.</source>
        <translation>%1 是混合专家模型，这个版本不能剪枝。</translation>
    </message>
    <message>
        <source>%1 is stored as %2. Prune the model before it is quantized: choose its F16, BF16 or F32 file.</source>
        <translation>%1 以 %2 存储。请在量化之前剪枝：选择模型的 F16、BF16 或 F32 文件。</translation>
    </message>
    <message>
        <source>%1 has rows of %2 weights, no multiple of %3. Choose another pattern.</source>
        <translation>%1 每行有 %2 个权重，不是 %3 的倍数。请选择另一种模式。</translation>
    </message>
    <message>
        <source>Pruning was stopped.</source>
        <translation>剪枝已停止。</translation>
    </message>
    <message>
        <source>No preset was chosen. Choose one of %1.</source>
        <translation>没有选择预设。请选择 %1 之一。</translation>
    </message>
    <message>
        <source>Rounding with feedback knows the inputs as they are without folded scales. Choose one of the two.</source>
        <translation>带反馈的舍入只认没有并入缩放的输入。请在两者中选一个。</translation>
    </message>
    <message>
        <source>%1 has no tensors. Choose a model file.</source>
        <translation>%1 中没有张量。请选择模型文件。</translation>
    </message>
    <message>
        <source>%1 of %2 is %3 already, and quantizing it again loses more than quantizing once. Choose the model in F16 or BF16, or allow it (--allow-requantize).</source>
        <translation>%2 的 %1 已经是 %3，再次量化比只量化一次损失更多。请选择 F16 或 BF16 的模型，或明确允许（--allow-requantize）。</translation>
    </message>
    <message>
        <source>%1 of %2 is stored as %3, which cannot be read. Choose a model in F32, F16 or BF16.</source>
        <translation>%2 的 %1 以 %3 存储，无法读取。请选择 F32、F16 或 BF16 的模型。</translation>
    </message>
    <message>
        <source>%1 does not fit this model: it has %2 values for &quot;%3&quot;, not %4. Choose the file that was made with this model.</source>
        <translation>%1 与这个模型不符：它对“%3”有 %2 个值，而不是 %4 个。请选择用这个模型生成的文件。</translation>
    </message>
    <message>
        <source>%1 does not fit this model: it has %2 counts for &quot;%3&quot;, not %4. Choose the file that was made with this model.</source>
        <translation>%1 与这个模型不符：它对“%3”有 %2 个计数，而不是 %4 个。请选择用这个模型生成的文件。</translation>
    </message>
    <message>
        <source>%1 is the name of a part of a split model, but the new file is whole. Leave out the numbers at its end.</source>
        <translation>%1 是拆分模型中一个部分的名称，而新文件是完整的。请去掉末尾的编号。</translation>
    </message>
    <message>
        <source>%1 does not fit this model: it has nothing for any of its tensors. Choose the file that was made with this model.</source>
        <translation>%1 与这个模型不符：它没有关于任何一个张量的内容。请选择用这个模型生成的文件。</translation>
    </message>
    <message>
        <source>%1 would be worthless as %2 without an importance matrix. Give one (--imatrix), or choose a larger preset.</source>
        <translation>没有重要性矩阵时，%1 用 %2 会毫无价值。请给出一个（--imatrix），或选择较大的预设。</translation>
    </message>
    <message>
        <source>Quantizing was stopped.</source>
        <translation>量化已停止。</translation>
    </message>
    <message>
        <source>The tensor &quot;%1&quot; has values that are no numbers, the first in row %2. The model is damaged or its training went wrong; fetch it again or choose another one.</source>
        <translation>张量“%1”中有不是数的值，第一个在第 %2 行。模型已损坏或训练出了错；请重新下载或换一个。</translation>
    </message>
    <message>
        <source>The tensor &quot;%1&quot; is stored as %2, which cannot be read. Choose a model in F32, F16 or BF16.</source>
        <translation>张量“%1”以 %2 存储，无法读取。请选择 F32、F16 或 BF16 的模型。</translation>
    </message>
    <message>
        <source>The tensor &quot;%1&quot; has values that are too large for %2. Choose BF16 for this model.</source>
        <translation>张量“%1”中有超出 %2 范围的值。请为这个模型选择 BF16。</translation>
    </message>
    <message>
        <source>Cannot open %1: %2.</source>
        <translation>无法打开 %1：%2。</translation>
    </message>
    <message>
        <source>%1 was changed while it was being read. Wait until whatever writes to it is done, then begin again.</source>
        <translation>%1 在读取期间被改动了。请等写它的程序完成后重新开始。</translation>
    </message>
    <message>
        <source>%1 is the model that is read. Choose another name for the new file.</source>
        <translation>%1 就是要读取的模型。请为新文件换一个名称。</translation>
    </message>
    <message>
        <source>Reading the text was stopped.</source>
        <translation>文本的读取已停止。</translation>
    </message>
    <message>
        <source>The window of %1 tokens is too short; it must be 4 or more.</source>
        <translation>%1 个词元的窗口太短；至少要 4 个。</translation>
    </message>
    <message>
        <source>The text is %1 tokens long, too short for one window of %2. Choose a longer text or a shorter window.</source>
        <translation>文本有 %1 个词元，不够一个 %2 词元的窗口。请选择更长的文本或更短的窗口。</translation>
    </message>
    <message>
        <source>%1 has %2 tokens in its vocabulary and %3 has %4, so their predictions cannot be compared.</source>
        <translation>%1 的词表有 %2 个词元，而 %3 有 %4 个，因此无法比较两者的预测。</translation>
    </message>
    <message>
        <source>The model computed a value that is not a number, so its file is damaged. Fetch it again.</source>
        <translation>模型算出了不是数的值，说明文件已损坏。请重新下载。</translation>
    </message>
    <message>
        <source>Waiting was stopped.</source>
        <translation>等待已停止。</translation>
    </message>
    <message>
        <source>The model %1 is not in the cache of the hub (any more); nothing was removed.</source>
        <translation>Hub 的缓存中（已）没有模型 %1；没有删除任何内容。</translation>
    </message>
    <message>
        <source>The file %1 could not be removed: %2. Look at the permissions of its folder.</source>
        <translation>无法删除文件 %1：%2。请检查所在文件夹的权限。</translation>
    </message>
    <message>
        <source>Checking %1 was stopped.</source>
        <translation>%1 的校验已停止。</translation>
    </message>
    <message>
        <source>%1 needs %2 more, but only %3 are free in %4. Free some space, or choose another folder with HF_HUB_CACHE.</source>
        <translation>%1 还需要 %2，而 %4 中只有 %3 空闲。请腾出空间，或用 HF_HUB_CACHE 选择另一个文件夹。</translation>
    </message>
    <message>
        <source>%1 of %2 cannot be used: %3</source>
        <translation>%2 的 %1 无法使用：%3</translation>
    </message>
    <message>
        <source>%1 arrived twice with another content than the hub promises (its checksum differs), so it was thrown away. Try again later, or over another connection.</source>
        <translation>%1 两次收到的内容都与 Hub 承诺的不同（校验和不符），已丢弃。请稍后再试，或换一个网络。</translation>
    </message>
    <message>
        <source>%1 What has arrived is kept; try again later to go on from there.</source>
        <translation>%1已收到的部分会保留；稍后再试即可继续。</translation>
    </message>
    <message>
        <source>There is no memory left for a connection to the hub.</source>
        <translation>内存不足，无法连接 Hub。</translation>
    </message>
    <message>
        <source>The hub&apos;s address cannot be used: %1</source>
        <translation>Hub 的地址无法使用：%1</translation>
    </message>
    <message>
        <source>Talking to %1 was stopped.</source>
        <translation>与 %1 的通信已停止。</translation>
    </message>
    <message>
        <source>HF_HUB_OFFLINE is set, so %1 is not asked. Unset it to search and download.</source>
        <translation>设置了 HF_HUB_OFFLINE，因此不会访问 %1。取消设置后才能搜索和下载。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address that can be asked.</source>
        <translation>“%1”不是可以访问的地址。</translation>
    </message>
    <message>
        <source>%1 makes no sense: %2. Try again later, and check HF_ENDPOINT where it is set.</source>
        <translation>%1无法理解：%2。请稍后再试；如果设置了 HF_ENDPOINT，请检查它。</translation>
    </message>
    <message>
        <source>%1 Try again later.</source>
        <translation>%1请稍后再试。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name of a repository; one looks like owner/name.</source>
        <translation>“%1”不是仓库名；仓库名的形式是“所有者/名称”。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no branch, tag or commit.</source>
        <translation>“%1”不是分支、标签或提交。</translation>
    </message>
    <message>
        <source>%1 was disabled by the hub.</source>
        <translation>%1 已被 Hub 停用。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name of a repository.</source>
        <translation>“%1”不是仓库名。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name that a file of the hub can have.</source>
        <translation>“%1”不可能是 Hub 上的文件名。</translation>
    </message>
    <message>
        <source>Looking for models was stopped.</source>
        <translation>模型的查找已停止。</translation>
    </message>
    <message>
        <source>An order has names that cannot be.</source>
        <translation>下载记录中有不可能的名称。</translation>
    </message>
    <message>
        <source>The beginning of %1 did not come.</source>
        <translation>%1 的开头没有收到。</translation>
    </message>
    <message>
        <source>The beginning of %1 did not come: %2.</source>
        <translation>%1 的开头没有收到：%2。</translation>
    </message>
    <message>
        <source>Reading %1 was stopped.</source>
        <translation>%1 的读取已停止。</translation>
    </message>
    <message>
        <source>More bytes came for %1 than it is to have.</source>
        <translation>%1 收到的字节比应有的多。</translation>
    </message>
    <message>
        <source>The hub&apos;s token in %1 has characters that no token has. Copy it once more from the hub&apos;s settings, page Access Tokens.</source>
        <translation>%1 中的 Hub 令牌含有令牌不会有的字符。请从 Hub 设置的 Access Tokens 页面重新复制。</translation>
    </message>
    <message>
        <source>HF_ENDPOINT cannot be used: %1</source>
        <translation>HF_ENDPOINT 无法使用：%1</translation>
    </message>
    <message>
        <source>%1 is an encoder: it writes no text, so the Lab has nothing to time. &quot;fettle-cli bench&quot; measures encoders.</source>
        <translation>%1 是编码器：它不生成文本，实验室无从计时。编码器用“fettle-cli bench”测量。</translation>
    </message>
    <message>
        <source>%1 is an encoder and cannot guess. Choose a smaller model of the same family.</source>
        <translation>%1 是编码器，不能猜测。请选择同一系列的较小模型。</translation>
    </message>
    <message>
        <source>The device %1 is not there. This machine has %2 GPUs.</source>
        <translation>设备 %1 不存在。这台电脑有 %2 个 GPU。</translation>
    </message>
    <message>
        <source>The device %1 is not there. %2</source>
        <translation>设备 %1 不存在。%2</translation>
    </message>
    <message>
        <source>It needs %1 MiB of memory, and %2 MiB are free. Choose a shorter context, fewer requests or a smaller file.</source>
        <translation>需要 %1 MiB 内存，而只有 %2 MiB 空闲。请选择较短的上下文、较少的请求或较小的文件。</translation>
    </message>
    <message>
        <source>%1 has %2 candidates; at most %3 can be compared.</source>
        <translation>%1 有 %2 个候选；最多可以比较 %3 个。</translation>
    </message>
    <message>
        <source>%1, %2: &quot;%3&quot; is no prompt that Fettle brings. It has: %4.</source>
        <translation>%1，%2：“%3”不是 Fettle 自带的提示。自带的有：%4。</translation>
    </message>
    <message>
        <source>%1 has both &quot;sweep&quot; and &quot;candidates&quot;. Keep one of them.</source>
        <translation>%1 同时有“sweep”和“candidates”。请只保留一个。</translation>
    </message>
    <message>
        <source>There is no experiment at %1, or it cannot be read.</source>
        <translation>%1 处没有实验，或无法读取。</translation>
    </message>
    <message>
        <source>%1 must be an object.</source>
        <translation>%1 必须是一个对象。</translation>
    </message>
    <message>
        <source>%1, %2 must be an object.</source>
        <translation>%1，%2 必须是一个对象。</translation>
    </message>
    <message>
        <source>%1 has an unknown key: &quot;%2&quot;.</source>
        <translation>%1 中有未知的键：“%2”。</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; must be %3.</source>
        <translation>%1：“%2”必须是%3。</translation>
    </message>
    <message>
        <source>%1 has a run of the candidate %2 with the prompt %3, which its experiment has not.</source>
        <translation>%1 中有候选 %2 对提示 %3 的运行，而它的实验中没有。</translation>
    </message>
    <message>
        <source>%1 has a run that took %2 bytes of memory.</source>
        <translation>%1 中有一次运行占用了 %2 字节内存。</translation>
    </message>
    <message>
        <source>%1 has a run with %2 tokens.</source>
        <translation>%1 中有一次运行有 %2 个词元。</translation>
    </message>
    <message>
        <source>%1 is no result of the Lab that this version of Fettle reads.</source>
        <translation>%1 不是这个版本的 Fettle 能读取的实验结果。</translation>
    </message>
    <message>
        <source>%1 has no experiment.</source>
        <translation>%1 中没有实验。</translation>
    </message>
    <message>
        <source>%1 has facts of %2 candidates, but %3 candidates.</source>
        <translation>%1 有 %2 个候选的信息，却有 %3 个候选。</translation>
    </message>
    <message>
        <source>There is no result at %1, or it cannot be read.</source>
        <translation>%1 处没有结果，或无法读取。</translation>
    </message>
    <message>
        <source>The prompt &quot;%1&quot; does not fit whole into the context of %2 tokens. Give this candidate a longer context.</source>
        <translation>提示“%1”不能完整放进 %2 词元的上下文。请给这个候选更长的上下文。</translation>
    </message>
    <message>
        <source>The run was stopped.</source>
        <translation>运行已停止。</translation>
    </message>
    <message>
        <source>The experiment was stopped.</source>
        <translation>实验已停止。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no setting that the Lab knows.</source>
        <translation>“%1”不是实验室认识的设置。</translation>
    </message>
    <message>
        <source>The setting &quot;%1&quot; is &quot;%2&quot;; it must be %3.</source>
        <translation>设置“%1”是“%2”；必须是%3。</translation>
    </message>
    <message>
        <source>%1, offset %2: %3.</source>
        <translation>%1，偏移 %2：%3。</translation>
    </message>
    <message>
        <source>This system&apos;s OpenSSL offers no SHA-256 or SHA-1, so no file can be checked.</source>
        <translation>此系统的 OpenSSL 不提供 SHA-256 或 SHA-1，因此无法校验文件。</translation>
    </message>
    <message>
        <source>There is no memory left to check a file.</source>
        <translation>内存不足，无法校验文件。</translation>
    </message>
    <message>
        <source>%1the tensor &quot;%2&quot; appears twice.</source>
        <translation>%1张量“%2”出现了两次。</translation>
    </message>
    <message>
        <source>%1 is not a GGUF file (it does not begin with &quot;GGUF&quot;). Choose a model file that ends in .gguf.</source>
        <translation>%1 不是 GGUF 文件（开头不是“GGUF”）。请选择以 .gguf 结尾的模型文件。</translation>
    </message>
    <message>
        <source>%1: the key &quot;%2&quot; %3.</source>
        <translation>%1：键“%2”%3。</translation>
    </message>
    <message>
        <source>The tensor &quot;%1&quot; cannot be kept as %2: its rows are no whole number of blocks of %3 values.</source>
        <translation>张量“%1”不能以 %2 保存：它的行不是整数个 %3 值的块。</translation>
    </message>
    <message>
        <source>Part %1 of %2 of this model is missing: %3. Put all parts into one folder.</source>
        <translation>缺少这个模型的第 %1 部分（共 %2 部分）：%3。请把所有部分放进同一个文件夹。</translation>
    </message>
    <message>
        <source>%1 is named part %2 of %3, which cannot be.</source>
        <translation>%1 的名称说它是第 %2 部分（共 %3 部分），这不可能。</translation>
    </message>
    <message>
        <source>Writing was stopped.</source>
        <translation>写入已停止。</translation>
    </message>
    <message>
        <source>The tensor &quot;%1&quot; has another size than its shape says.</source>
        <translation>张量“%1”的大小与它的形状不符。</translation>
    </message>
    <message>
        <source>%1 is nested more than %2 deep.</source>
        <translation>%1 的嵌套超过 %2 层。</translation>
    </message>
    <message>
        <source>%1: the key &quot;%2&quot; appears twice.</source>
        <translation>%1：键“%2”出现了两次。</translation>
    </message>
    <message>
        <source>%1 is no valid JSON at byte %2; it is truncated or damaged.</source>
        <translation>%1 在第 %2 字节处不是有效的 JSON；文件不完整或已损坏。</translation>
    </message>
    <message>
        <source>%1 is no valid JSON: it has a number that is out of range.</source>
        <translation>%1 不是有效的 JSON：其中有超出范围的数。</translation>
    </message>
    <message>
        <source>%1 is larger than any file of its kind (%2 MiB).</source>
        <translation>%1 比同类的任何文件都大（上限 %2 MiB）。</translation>
    </message>
    <message>
        <source>Cannot open %1: %2. Choose another file, or check its name and permissions.</source>
        <translation>无法打开 %1：%2。请选择另一个文件，或检查名称和权限。</translation>
    </message>
    <message>
        <source>%1 is not a regular file. Choose a model file.</source>
        <translation>%1 不是普通文件。请选择模型文件。</translation>
    </message>
    <message>
        <source>%1 is empty. The download may have failed; fetch it again.</source>
        <translation>%1 是空的。可能下载失败了；请重新下载。</translation>
    </message>
    <message>
        <source>Cannot map %1 into memory: %2.</source>
        <translation>无法把 %1 映射到内存：%2。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>%1 has its weights in pytorch_model.bin only. Such files can run programs; choose a folder with model.safetensors.</source>
        <translation>%1 的权重只有 pytorch_model.bin。这类文件可以运行程序；请选择有 model.safetensors 的文件夹。</translation>
    </message>
    <message>
        <source>%1 has neither model.safetensors nor model.safetensors.index.json, so it holds no weights. Fetch them into this folder.</source>
        <translation>%1 中既没有 model.safetensors，也没有 model.safetensors.index.json，因此没有权重。请把它们下载到这个文件夹。</translation>
    </message>
    <message>
        <source>%1 cannot be written: there is no space left for it. Free some space or choose another place.</source>
        <translation>无法写入 %1：空间不足。请腾出空间，或选择另一个位置。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Choose another place or check its permissions.</source>
        <translation>无法写入 %1：%2。请选择另一个位置，或检查权限。</translation>
    </message>
    <message>
        <source>%1 describes a model of the type &quot;%2&quot;, which is not built in yet. Choose a model of one of these: %3.</source>
        <translation>%1 描述的是“%2”类型的模型，目前还不支持。请选择以下类型之一的模型：%3。</translation>
    </message>
    <message>
        <source>%1: the key &quot;%2&quot; %3, which is not built in yet.</source>
        <translation>%1：键“%2”%3，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 has no config.json, so it is no model folder from the hub. Choose a GGUF file, or a folder with config.json and model.safetensors.</source>
        <translation>%1 中没有 config.json，因此不是 Hub 的模型文件夹。请选择 GGUF 文件，或有 config.json 和 model.safetensors 的文件夹。</translation>
    </message>
    <message>
        <source>%1 has no table of token embeddings, so it holds no whole model.</source>
        <translation>%1 中没有词元嵌入表，因此不是完整的模型。</translation>
    </message>
    <message>
        <source>%1: an expert of &quot;%2&quot; is missing; %3 are needed.</source>
        <translation>%1：缺少“%2”的一个专家；需要 %3 个。</translation>
    </message>
    <message>
        <source>%1 has no tokenizer.json, tokenizer.model, vocab.txt, or vocab.json with merges.txt, so its tokens have no texts. Fetch one of them into this folder.</source>
        <translation>%1 中没有 tokenizer.json、tokenizer.model、vocab.txt，也没有带 merges.txt 的 vocab.json，因此词元没有对应的文本。请把其中一个下载到这个文件夹。</translation>
    </message>
    <message>
        <source>%1: the tokenizer has %2 tokens, but config.json says %3; files of different models are mixed.</source>
        <translation>%1：分词器有 %2 个词元，而 config.json 写的是 %3；混用了不同模型的文件。</translation>
    </message>
    <message>
        <source>%1: the scales of the tensor &quot;%2&quot; fit neither its rows nor blocks of %3 by %4.</source>
        <translation>%1：张量“%2”的缩放既不合它的行，也不合 %3 × %4 的块。</translation>
    </message>
    <message>
        <source>%1: the scales of the tensor &quot;%2&quot; are of the type %3, which is not built in yet.</source>
        <translation>%1：张量“%2”的缩放类型是 %3，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 should hold one JSON object.</source>
        <translation>%1 应当是一个 JSON 对象。</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is no pair of tokens.</source>
        <translation>%1：“%2”不是一对词元。</translation>
    </message>
    <message>
        <source>%1 belongs to a &quot;%2&quot;, whose way of cutting text is not known. Fetch tokenizer.json into this folder, or choose the GGUF file of this model.</source>
        <translation>%1 属于“%2”，它切分文本的方式未知。请把 tokenizer.json 下载到这个文件夹，或选择这个模型的 GGUF 文件。</translation>
    </message>
    <message>
        <source>%1 cuts text into words in a way that is not known: %2. Choose the GGUF file of this model.</source>
        <translation>%1 切分文本的方式未知：%2。请选择这个模型的 GGUF 文件。</translation>
    </message>
    <message>
        <source>%1 is no sentencepiece model, or is damaged. Fetch it again.</source>
        <translation>%1 不是 sentencepiece 模型，或已损坏。请重新下载。</translation>
    </message>
    <message>
        <source>%1 holds no vocabulary of sentencepiece&apos;s unigram or BPE kind.</source>
        <translation>%1 中没有 sentencepiece 的 unigram 或 BPE 词表。</translation>
    </message>
    <message>
        <source>%1 has BPE that works on neither bytes nor marked spaces, which is not built in yet.</source>
        <translation>%1 的 BPE 既不按字节也不按带标记的空格，目前还不支持。</translation>
    </message>
    <message>
        <source>%1 lists no words.</source>
        <translation>%1 没有列出任何词。</translation>
    </message>
    <message>
        <source>%1 has a unigram vocabulary with the %2 %3, which GGUF cannot say. Choose the GGUF file of this model.</source>
        <translation>%1 的 unigram 词表带有 %2 %3，GGUF 无法表示。请选择这个模型的 GGUF 文件。</translation>
    </message>
    <message>
        <source>%1 has a tensor &quot;%2&quot;, which models of the type &quot;%3&quot; do not have; its form is not built in yet.</source>
        <translation>%1 中有张量“%2”，而“%3”类型的模型没有；这种形式目前还不支持。</translation>
    </message>
    <message>
        <source>%1: the token &quot;%2&quot; has the impossible number %3.</source>
        <translation>%1：词元“%2”的编号 %3 不可能。</translation>
    </message>
    <message>
        <source>The prompt is %1 tokens long and leaves no room for an answer in the context of %2. Shorten it, or load the model with a longer context.</source>
        <translation>提示有 %1 个词元，在 %2 词元的上下文中没有给回答留出空间。请缩短提示，或用更长的上下文加载模型。</translation>
    </message>
    <message>
        <source>The number of tokens to guess ahead is %1; it must be from 0 to 16.</source>
        <translation>提前猜测的词元数是 %1；必须在 0 到 16 之间。</translation>
    </message>
    <message>
        <source>The setting &quot;maximum tokens&quot; is negative; it must be 0 (no limit) or more.</source>
        <translation>设置“maximum tokens”是负数；必须是 0（不限）或更大。</translation>
    </message>
    <message>
        <source>The setting &quot;log-probabilities&quot; is %1; it must be from 0 to 100, or -1 (none).</source>
        <translation>设置“log-probabilities”是 %1；必须在 0 到 100 之间，或是 -1（无）。</translation>
    </message>
    <message>
        <source>A stop string is empty; remove it.</source>
        <translation>有一个停止串是空的；请删除它。</translation>
    </message>
    <message>
        <source>The setting &quot;answers at once&quot; is %1; it must be from 1 to 64.</source>
        <translation>设置“answers at once”是 %1；必须在 1 到 64 之间。</translation>
    </message>
    <message>
        <source>The prompt is empty. Write something first.</source>
        <translation>提示是空的。请先写点内容。</translation>
    </message>
    <message>
        <source>All %1 places of this batch are taken.</source>
        <translation>这一批的 %1 个位置都已占用。</translation>
    </message>
    <message>
        <source>There is no request %1 in this batch.</source>
        <translation>这一批中没有请求 %1。</translation>
    </message>
    <message>
        <source>This message is %1 tokens long with its template, but the context holds %2 and %3 of them are kept for the answer. Shorten it, or load the model with a longer context.</source>
        <translation>这条消息连同模板有 %1 个词元，而上下文有 %2 个，其中 %3 个留给回答。请缩短消息，或用更长的上下文加载模型。</translation>
    </message>
    <message>
        <source>The number of tokens that the draft model guesses at once is %1; it must be from 1 to 16.</source>
        <translation>草稿模型一次猜测的词元数是 %1；必须在 1 到 16 之间。</translation>
    </message>
    <message>
        <source>The draft model %1 cannot guess for %2: %3 Choose a smaller model of the same family.</source>
        <translation>草稿模型 %1 不能为 %2 猜测：%3请选择同一系列的较小模型。</translation>
    </message>
    <message>
        <source>A context of %1 positions needs %2 for keys and values, but only %3 of memory are free. Choose a shorter context.</source>
        <translation>%1 个位置的上下文的键和值需要 %2，而只有 %3 内存空闲。请选择较短的上下文。</translation>
    </message>
    <message>
        <source>%1 contexts of %2 positions need %3 for keys and values, but only %4 of memory are free. Choose a shorter context.</source>
        <translation>%1 个 %2 位置的上下文的键和值需要 %3，而只有 %4 内存空闲。请选择较短的上下文。</translation>
    </message>
    <message>
        <source>%1 is an encoder: it makes embeddings and labels of a text, but writes none. Choose another model to chat with.</source>
        <translation>%1 是编码器：它给出文本的嵌入和标签，但不生成文本。请选择另一个模型来对话。</translation>
    </message>
    <message>
        <source>The setting &quot;%1&quot; is %2; it must be %3.</source>
        <translation>设置“%1”是 %2；必须是%3。</translation>
    </message>
    <message>
        <source>The setting &quot;cache type&quot; is %1, which the heads of this model, %2 values wide, cannot be stored in. Choose F16.</source>
        <translation>设置“cache type”是 %1，这个模型的头宽 %2，无法用它存储。请选择 F16。</translation>
    </message>
    <message>
        <source>The context of %1 tokens is full.</source>
        <translation>%1 词元的上下文已满。</translation>
    </message>
    <message>
        <source>This model has learned positions, so the beginning of a text cannot be forgotten. Start anew.</source>
        <translation>这个模型的位置是学得的，因此不能忘掉文本的开头。请重新开始。</translation>
    </message>
    <message>
        <source>The tokens %1 to %2 cannot be forgotten: the context holds %3.</source>
        <translation>不能忘掉词元 %1 到 %2：上下文中有 %3 个。</translation>
    </message>
    <message>
        <source>The setting &quot;logit bias&quot; names the token %1, but the vocabulary holds 0 to %2.</source>
        <translation>设置“logit bias”写了词元 %1，而词表是 0 到 %2。</translation>
    </message>
    <message>
        <source>The prompt is %1 tokens long, but the context holds %2. Shorten it, or load the model with a longer context.</source>
        <translation>提示有 %1 个词元，而上下文只有 %2 个。请缩短提示，或用更长的上下文加载模型。</translation>
    </message>
    <message>
        <source>Reading the prompt was stopped.</source>
        <translation>提示的读取已停止。</translation>
    </message>
    <message>
        <source>The saved context %1 cannot be %2.</source>
        <translation>保存的上下文 %1 无法%2。</translation>
    </message>
    <message>
        <source>The saved context %1 holds %2 tokens, but this one only %3.</source>
        <translation>保存的上下文 %1 有 %2 个词元，而这个只有 %3 个。</translation>
    </message>
    <message>
        <source>The benchmark was stopped.</source>
        <translation>基准测试已停止。</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>检查已停止。</translation>
    </message>
    <message>
        <source>The setting &quot;%1&quot; is %2; it must be from %3 to %4.</source>
        <translation>设置“%1”是 %2；必须在 %3 到 %4 之间。</translation>
    </message>
    <message>
        <source>The label &quot;%1&quot; is none of the model&apos;s: %2.</source>
        <translation>标签“%1”不是模型的标签：%2。</translation>
    </message>
    <message>
        <source>%1, line %2: there must be a label, a tab and a text.</source>
        <translation>%1 第 %2 行：应当是标签、制表符和文本。</translation>
    </message>
    <message>
        <source>%1 has no texts: lines of a label, a tab and a text.</source>
        <translation>%1 中没有文本：每行应是标签、制表符和文本。</translation>
    </message>
    <message>
        <source>A message of the conversation has no place in its tree.</source>
        <translation>对话中有一条消息在对话树中没有位置。</translation>
    </message>
    <message>
        <source>The conversation ends at a message that it does not have.</source>
        <translation>对话结束于一条它没有的消息。</translation>
    </message>
    <message>
        <source>The database %1 cannot be used: %2. Restore it from a backup, or let Fettle set it aside and start a fresh one.</source>
        <translation>数据库 %1 无法使用：%2。请从备份恢复，或让 Fettle 把它移到一边并重新开始。</translation>
    </message>
    <message>
        <source>The database %1 was written by a newer version of Fettle (schema %2, this version knows %3). Update Fettle, or start it with another data folder; the file was left as it is.</source>
        <translation>数据库 %1 由更新版本的 Fettle 写成（格式 %2，此版本认识到 %3）。请更新 Fettle，或用另一个数据文件夹启动；文件没有改动。</translation>
    </message>
    <message>
        <source>The database %1 is in use by another Fettle. Close that one, or start this one with another data folder.</source>
        <translation>数据库 %1 正被另一个 Fettle 使用。请关闭那一个，或用另一个数据文件夹启动这一个。</translation>
    </message>
    <message>
        <source>The %1 is no longer in %2. Reload the list; it may have been deleted.</source>
        <translation>%2 中已没有这个%1。请重新载入列表；它可能已被删除。</translation>
    </message>
    <message>
        <source>Fettle could not read %1: %2. Check that it is a file, and that you may read it.</source>
        <translation>Fettle 无法读取 %1：%2。请确认它是文件，并且你有权读取。</translation>
    </message>
    <message>
        <source>Fettle could not %1: there is no room for %2 to grow%3. Free some space, or raise the quota or file size limit, and try again; what was saved before is safe.</source>
        <translation>Fettle 无法%1：%2 没有增长的空间%3。请腾出空间，或提高配额或文件大小限制，然后重试；之前保存的内容是安全的。</translation>
    </message>
    <message>
        <source>Fettle could not %1: there is no room for %2 to grow. Free some space, or raise the quota or file size limit, and try again; what was saved before is safe.</source>
        <translation>Fettle 无法%1：%2 没有增长的空间。请腾出空间，或提高配额或文件大小限制，然后重试；之前保存的内容是安全的。</translation>
    </message>
    <message>
        <source> (%1 MB free in %2)</source>
        <translation>（%2 中有 %1 MB 空闲）</translation>
    </message>
    <message>
        <source>Fettle could not %1: %2 is damaged (%3). Restore it from a backup, or let Fettle set it aside and start a fresh one.</source>
        <translation>Fettle 无法%1：%2 已损坏（%3）。请从备份恢复，或让 Fettle 把它移到一边并重新开始。</translation>
    </message>
    <message>
        <source>Fettle could not %1: %2 cannot be written (%3). Check the permissions of the file and of its folder, and that the disk is not mounted read-only.</source>
        <translation>Fettle 无法%1：%2 无法写入（%3）。请检查文件及其文件夹的权限，以及磁盘是否以只读方式挂载。</translation>
    </message>
    <message>
        <source>Fettle could not %1: another program is using %2. Close that program and try again.</source>
        <translation>Fettle 无法%1：另一个程序正在使用 %2。请关闭那个程序后重试。</translation>
    </message>
    <message>
        <source>Fettle could not %1: the conversation or message it belongs to is no longer in %2. Reload the list.</source>
        <translation>Fettle 无法%1：它所属的对话或消息已不在 %2 中。请重新载入列表。</translation>
    </message>
    <message>
        <source>Fettle could not %1: the system reported &quot;%2&quot; for %3. Check the disk and try again.</source>
        <translation>Fettle 无法%1：系统对 %3 报告“%2”。请检查磁盘后重试。</translation>
    </message>
    <message>
        <source>branch off the conversation</source>
        <translation>从对话分支</translation>
    </message>
    <message>
        <source>bring its database up to date</source>
        <translation>更新它的数据库</translation>
    </message>
    <message>
        <source>check its database</source>
        <translation>检查它的数据库</translation>
    </message>
    <message>
        <source>check its search index</source>
        <translation>检查它的搜索索引</translation>
    </message>
    <message>
        <source>clear out what was deleted long ago</source>
        <translation>清理早已删除的内容</translation>
    </message>
    <message>
        <source>create its file</source>
        <translation>创建它的文件</translation>
    </message>
    <message>
        <source>create the conversation</source>
        <translation>创建对话</translation>
    </message>
    <message>
        <source>delete the conversations</source>
        <translation>删除对话</translation>
    </message>
    <message>
        <source>delete the folder</source>
        <translation>删除文件夹</translation>
    </message>
    <message>
        <source>find its database</source>
        <translation>找到它的数据库</translation>
    </message>
    <message>
        <source>forget the model</source>
        <translation>移除模型记录</translation>
    </message>
    <message>
        <source>forget where the model comes from</source>
        <translation>移除模型来历</translation>
    </message>
    <message>
        <source>go on with the answer</source>
        <translation>继续回答</translation>
    </message>
    <message>
        <source>import the conversation</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>keep what was measured</source>
        <translation>保存测量结果</translation>
    </message>
    <message>
        <source>list the conversations</source>
        <translation>列出对话</translation>
    </message>
    <message>
        <source>list the folders</source>
        <translation>列出文件夹</translation>
    </message>
    <message>
        <source>list the jobs</source>
        <translation>列出任务</translation>
    </message>
    <message>
        <source>list the models made here</source>
        <translation>列出这里生成的模型</translation>
    </message>
    <message>
        <source>list the models</source>
        <translation>列出模型</translation>
    </message>
    <message>
        <source>list what was measured</source>
        <translation>列出测量结果</translation>
    </message>
    <message>
        <source>lock its database</source>
        <translation>锁定它的数据库</translation>
    </message>
    <message>
        <source>look after its jobs</source>
        <translation>整理它的任务</translation>
    </message>
    <message>
        <source>look for the conversation</source>
        <translation>查找对话</translation>
    </message>
    <message>
        <source>look up the job</source>
        <translation>查找任务</translation>
    </message>
    <message>
        <source>look up the model</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>look up what was measured</source>
        <translation>查找测量结果</translation>
    </message>
    <message>
        <source>make the folder for its data</source>
        <translation>建立数据文件夹</translation>
    </message>
    <message>
        <source>make the folder</source>
        <translation>建立文件夹</translation>
    </message>
    <message>
        <source>mark the interrupted answers</source>
        <translation>标记中断的回答</translation>
    </message>
    <message>
        <source>move the conversation</source>
        <translation>移动对话</translation>
    </message>
    <message>
        <source>open it to sync it</source>
        <translation>打开它以写入磁盘</translation>
    </message>
    <message>
        <source>read its settings</source>
        <translation>读取设置</translation>
    </message>
    <message>
        <source>read the conversation</source>
        <translation>读取对话</translation>
    </message>
    <message>
        <source>read the message</source>
        <translation>读取消息</translation>
    </message>
    <message>
        <source>read the versions</source>
        <translation>读取各版本</translation>
    </message>
    <message>
        <source>remember how the job went</source>
        <translation>记录任务的结果</translation>
    </message>
    <message>
        <source>remember the job</source>
        <translation>记录任务</translation>
    </message>
    <message>
        <source>remember the model</source>
        <translation>记录模型</translation>
    </message>
    <message>
        <source>remember where the model comes from</source>
        <translation>记录模型来历</translation>
    </message>
    <message>
        <source>remove the job</source>
        <translation>移除任务</translation>
    </message>
    <message>
        <source>remove what was measured</source>
        <translation>移除测量结果</translation>
    </message>
    <message>
        <source>rename it to %1</source>
        <translation>把它改名为 %1</translation>
    </message>
    <message>
        <source>rename the folder</source>
        <translation>重命名文件夹</translation>
    </message>
    <message>
        <source>rename what was measured</source>
        <translation>重命名测量结果</translation>
    </message>
    <message>
        <source>save its settings</source>
        <translation>保存设置</translation>
    </message>
    <message>
        <source>save the answer</source>
        <translation>保存回答</translation>
    </message>
    <message>
        <source>save the message</source>
        <translation>保存消息</translation>
    </message>
    <message>
        <source>search the conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>sync it to the disk</source>
        <translation>写入磁盘</translation>
    </message>
    <message>
        <source>change the title</source>
        <translation>更改标题</translation>
    </message>
    <message>
        <source>pin the conversation</source>
        <translation>固定对话</translation>
    </message>
    <message>
        <source>save the draft</source>
        <translation>保存草稿</translation>
    </message>
    <message>
        <source>write the conversation to %1</source>
        <translation>把对话写到 %1</translation>
    </message>
    <message>
        <source>conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>job</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>measurement</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>answer that has ended</source>
        <translation>已结束的回答</translation>
    </message>
    <message>
        <source>answer that is being written</source>
        <translation>正在生成的回答</translation>
    </message>
    <message>
        <source>In %1, %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>Fettle could not write the conversations to %1: %2. Choose another place or check its permissions.</source>
        <translation>Fettle 无法把对话写到 %1：%2。请选择另一个位置，或检查权限。</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘空间不足</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统只读</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是文件夹</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件太大</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入输出错误</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件太多</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>没有这个设备或地址</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源正忙</translation>
    </message>
    <message>
        <source>%1 is gated: its authors want to know who uses it. Open its page on %2 in a browser, accept the conditions there, and give Fettle a token of the same account (HF_TOKEN).</source>
        <translation>%1 需要申请：作者想知道谁在使用它。请在浏览器中打开它在 %2 上的页面，接受其中的条件，并把同一账户的令牌交给 Fettle（HF_TOKEN）。</translation>
    </message>
    <message>
        <source>%1 is gated: its authors want to know who uses it. Open its page on %2 in a browser, accept the conditions there with the account of your token, and wait for it to be granted.</source>
        <translation>%1 需要申请：作者想知道谁在使用它。请用令牌所属的账户在浏览器中打开它在 %2 上的页面，接受其中的条件，并等待批准。</translation>
    </message>
    <message>
        <source>%1 is not there, or private. Check the name; for a private one set HF_TOKEN.</source>
        <translation>%1 不存在，或是私有的。请检查名称；私有的需要设置 HF_TOKEN。</translation>
    </message>
    <message>
        <source>%1 is not there, or private. Check the name%2</source>
        <translation>%1 不存在，或是私有的。请检查名称%2</translation>
    </message>
    <message>
        <source>%1 refuses %2 (403). It may need an account: set HF_TOKEN.</source>
        <translation>%1 拒绝提供 %2（403）。可能需要账户：请设置 HF_TOKEN。</translation>
    </message>
    <message>
        <source>%1 refuses %2 (403). The token may lack the right to read it.</source>
        <translation>%1 拒绝提供 %2（403）。令牌可能没有读取它的权限。</translation>
    </message>
    <message>
        <source>%1 was not found on %2: %3.</source>
        <translation>在 %2 上没有找到 %1：%3。</translation>
    </message>
    <message>
        <source>that branch, tag or commit does not exist</source>
        <translation>没有这个分支、标签或提交</translation>
    </message>
    <message>
        <source>that repository does not exist, or it is private</source>
        <translation>没有这个仓库，或它是私有的</translation>
    </message>
    <message>
        <source>the repository has no such file</source>
        <translation>仓库中没有这个文件</translation>
    </message>
    <message>
        <source>it is not there (404)</source>
        <translation>不存在（404）</translation>
    </message>
    <message>
        <source>%1 could not be fetched: %2.</source>
        <translation>无法下载 %1：%2。</translation>
    </message>
    <message>
        <source>%1 could not be fetched: %2. Look the repository up again.</source>
        <translation>无法下载 %1：%2。请重新查找该仓库。</translation>
    </message>
    <message>
        <source>%1 could not be fetched: its end does not come.</source>
        <translation>无法下载 %1：结尾一直没有收到。</translation>
    </message>
    <message>
        <source>%1 could not be fetched: %2 answers with error %3.</source>
        <translation>无法下载 %1：%2 返回错误 %3。</translation>
    </message>
    <message>
        <source>%1 could not be fetched: %2 answers with the unexpected status %3.</source>
        <translation>无法下载 %1：%2 返回意外的状态 %3。</translation>
    </message>
    <message>
        <source>%1 allows no more requests for now. Try again in %2 minutes.</source>
        <translation>%1 暂时不接受更多请求。请在 %2 分钟后重试。</translation>
    </message>
    <message>
        <source>%1 is overloaded for now. Try again in %2 minutes.</source>
        <translation>%1 暂时过载。请在 %2 分钟后重试。</translation>
    </message>
    <message>
        <source>%1 allows no more requests for now.</source>
        <translation>%1 暂时不接受更多请求。</translation>
    </message>
    <message>
        <source>%1 is overloaded for now.</source>
        <translation>%1 暂时过载。</translation>
    </message>
    <message>
        <source>%1 was taken down for legal reasons (451).</source>
        <translation>%1 因法律原因被下架（451）。</translation>
    </message>
    <message>
        <source>Something unexpected went wrong: %1</source>
        <translation>发生了意外错误：%1</translation>
    </message>
    <message>
        <source>%1 of its %2 files with weights are not there.</source>
        <translation>它的 %2 个权重文件缺少 %1 个。</translation>
    </message>
    <message>
        <source>%1 of its %2 files with weights is not there.</source>
        <translation>它的 %2 个权重文件缺少 %1 个。</translation>
    </message>
    <message>
        <source>more bytes came than the file has</source>
        <translation>收到的字节比文件多</translation>
    </message>
    <message>
        <source>it comes compressed (%1) though that was declined</source>
        <translation>它被压缩（%1），尽管已声明不接受</translation>
    </message>
    <message>
        <source>another part came than was asked for</source>
        <translation>收到的不是所要的部分</translation>
    </message>
    <message>
        <source>it has %1 bytes there, and not %2</source>
        <translation>那里是 %1 字节，而不是 %2 字节</translation>
    </message>
    <message>
        <source>the hub offers other content under this commit than it listed</source>
        <translation>Hub 在这个提交下给出的内容与列出的不同</translation>
    </message>
    <message>
        <source>%1 arrived damaged and is fetched once more.</source>
        <translation>%1 收到时已损坏，正在重新下载。</translation>
    </message>
    <message>
        <source>its address %1 lies inside a private network</source>
        <translation>它的地址 %1 在内部网络中</translation>
    </message>
    <message>
        <source>the proxy in the environment is not known</source>
        <translation>环境中设置的代理无法解析</translation>
    </message>
    <message>
        <source>%1 sends nothing any more</source>
        <translation>%1 不再发送数据</translation>
    </message>
    <message>
        <source>the connection to %1 broke off</source>
        <translation>与 %1 的连接中断</translation>
    </message>
    <message>
        <source>the certificate of %1 cannot be trusted, so somebody may be listening in between</source>
        <translation>%1 的证书不可信，可能有人在中间窃听</translation>
    </message>
    <message>
        <source>the file with certificates named by CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE or SSL_CERT_FILE cannot be read</source>
        <translation>无法读取 CURL_CA_BUNDLE、REQUESTS_CA_BUNDLE 或 SSL_CERT_FILE 指定的证书文件</translation>
    </message>
    <message>
        <source>%1 answers with more than %2 MiB</source>
        <translation>%1 的回答超过 %2 MiB</translation>
    </message>
    <message>
        <source>%1 redirects to an address that is no web address</source>
        <translation>%1 重定向到一个不是网址的地址</translation>
    </message>
    <message>
        <source>%1 redirects in a circle</source>
        <translation>%1 循环重定向</translation>
    </message>
    <message>
        <source>%1 redirects %2, which is not followed</source>
        <translation>%1 重定向%2，没有跟随</translation>
    </message>
    <message>
        <source>to %1, an address inside a private network</source>
        <translation>到内部网络的地址 %1</translation>
    </message>
    <message>
        <source>to this computer itself</source>
        <translation>到本机</translation>
    </message>
    <message>
        <source>%1 is not known</source>
        <translation>%1 无法解析</translation>
    </message>
    <message>
        <source>no connection to %1</source>
        <translation>无法连接 %1</translation>
    </message>
    <message>
        <source>%1 refuses the connection</source>
        <translation>%1 拒绝连接</translation>
    </message>
    <message>
        <source>The hub&apos;s answer about %1</source>
        <translation>Hub 关于 %1 的回答</translation>
    </message>
    <message>
        <source>it has a file whose name leads elsewhere</source>
        <translation>其中有文件名指向别处</translation>
    </message>
    <message>
        <source>it gives no checksum of %1</source>
        <translation>没有给出 %1 的校验和</translation>
    </message>
    <message>
        <source>it gives no possible size of %1</source>
        <translation>%1 的大小不可能</translation>
    </message>
    <message>
        <source>it lists more than %1 files</source>
        <translation>列出了超过 %1 个文件</translation>
    </message>
    <message>
        <source>it is no list</source>
        <translation>不是列表</translation>
    </message>
    <message>
        <source>it is about no repository</source>
        <translation>不是关于仓库的</translation>
    </message>
    <message>
        <source>it gives no commit</source>
        <translation>没有给出提交</translation>
    </message>
    <message>
        <source>it has no end</source>
        <translation>没有结尾</translation>
    </message>
    <message>
        <source>The search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>The list of files of %1</source>
        <translation>%1 的文件列表</translation>
    </message>
    <message>
        <source>Ollama keeps it in %1 files without the names that tell their order.</source>
        <translation>Ollama 把它存为 %1 个文件，名称中没有顺序。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address like https://huggingface.co.</source>
        <translation>“%1”不是 https://huggingface.co 这样的地址。</translation>
    </message>
    <message>
        <source>%1 is to be asked without encryption, and then anybody on the way could read the token and change files. Write https://%2.</source>
        <translation>将以不加密的方式访问 %1，途中任何人都能读取令牌、改动文件。请写成 https://%2。</translation>
    </message>
    <message>
        <source>No model is chosen. Give each candidate a &quot;model&quot;.</source>
        <translation>没有选择模型。请给每个候选一个“model”。</translation>
    </message>
    <message>
        <source>Layers on the GPU were chosen, but this candidate runs on the processor. Choose a GPU as its device, or leave the layers out.</source>
        <translation>选择了 GPU 上的层数，但这个候选在处理器上运行。请选择 GPU 作为设备，或不设层数。</translation>
    </message>
    <message>
        <source>Sampling on the GPU cannot be switched off here: the processor has none. Choose a GPU as the device.</source>
        <translation>这里不能关闭 GPU 采样：处理器上没有。请选择 GPU 作为设备。</translation>
    </message>
    <message>
        <source>Graph capture cannot be switched off here: the processor has none. Choose a GPU as the device.</source>
        <translation>这里不能关闭图捕获：处理器上没有。请选择 GPU 作为设备。</translation>
    </message>
    <message>
        <source>Guessing ahead works for one request at a time, and %1 were chosen.</source>
        <translation>提前猜测一次只用于一个请求，而选择了 %1 个。</translation>
    </message>
    <message>
        <source>A prompt of the experiment has no name.</source>
        <translation>实验中有一个提示没有名称。</translation>
    </message>
    <message>
        <source>The prompt &quot;%1&quot; must have either a text or turns.</source>
        <translation>提示“%1”必须有文本或对话轮次，二者取一。</translation>
    </message>
    <message>
        <source>The last turn of the prompt &quot;%1&quot; must be the user&apos;s.</source>
        <translation>提示“%1”的最后一轮必须是用户的。</translation>
    </message>
    <message>
        <source>Two %1 of the experiment are named &quot;%2&quot;. Give each a name of its own.</source>
        <translation>实验中有两个%1都叫“%2”。请各取一个名称。</translation>
    </message>
    <message>
        <source>prompts</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>The experiment has no candidates. Add at least one, or values to a sweep.</source>
        <translation>实验中没有候选。请至少添加一个，或给扫描添加取值。</translation>
    </message>
    <message>
        <source>The experiment has %1 candidates; at most %2 can be compared.</source>
        <translation>实验有 %1 个候选；最多可以比较 %2 个。</translation>
    </message>
    <message>
        <source>The experiment has no prompts. Add at least one.</source>
        <translation>实验中没有提示。请至少添加一个。</translation>
    </message>
    <message>
        <source>A candidate of the experiment has no name.</source>
        <translation>实验中有一个候选没有名称。</translation>
    </message>
    <message>
        <source>The sweep has no values for &quot;%1&quot;.</source>
        <translation>扫描中“%1”没有取值。</translation>
    </message>
    <message>
        <source>The sweep names &quot;%1&quot; twice.</source>
        <translation>扫描中“%1”出现了两次。</translation>
    </message>
    <message>
        <source>The sweep has more than %1 combinations. Take values out of it.</source>
        <translation>扫描的组合超过 %1 个。请去掉一些取值。</translation>
    </message>
    <message>
        <source>There was not enough memory for this candidate. Choose a shorter context or a smaller file.</source>
        <translation>内存不足以运行这个候选。请选择较短的上下文或较小的文件。</translation>
    </message>
    <message>
        <source>Other programs took %1 % of the processors.</source>
        <translation>其他程序占用了 %1 % 的处理器。</translation>
    </message>
    <message>
        <source>The run waited for a processor in %1 % of its time, since other programs had it.</source>
        <translation>运行有 %1 % 的时间在等处理器，因为其他程序占用着。</translation>
    </message>
    <message>
        <source>The processor slowed itself down because of heat.</source>
        <translation>处理器因过热而降速。</translation>
    </message>
    <message>
        <source>The processor&apos;s clock had fallen to %1 MHz.</source>
        <translation>处理器的频率降到了 %1 MHz。</translation>
    </message>
    <message>
        <source>%1 of %2 runs were disturbed, mostly by other programs. Their pairs count, and widen the intervals.</source>
        <translation>%2 次运行中有 %1 次受到干扰，多半来自其他程序。它们的配对仍计入，并使区间变宽。</translation>
    </message>
    <message>
        <source>To tell all %1 candidates from the best one, %2 pairs of runs each are needed.</source>
        <translation>要把 %1 个候选都与最好的区分开，每个需要 %2 对运行。</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>%1 到 %2 的整数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a list of numbers</source>
        <translation>数的列表</translation>
    </message>
    <message>
        <source>a list of objects</source>
        <translation>对象的列表</translation>
    </message>
    <message>
        <source>a list of values</source>
        <translation>取值的列表</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>above 0 and at most 1</source>
        <translation>大于 0 且不超过 1</translation>
    </message>
    <message>
        <source>from 0 to below 1</source>
        <translation>从 0 到 1（不含 1）</translation>
    </message>
    <message>
        <source>0 (off) or more</source>
        <translation>0（关闭）或更大</translation>
    </message>
    <message>
        <source>0 or more</source>
        <translation>0 或更大</translation>
    </message>
    <message>
        <source>above 0</source>
        <translation>大于 0</translation>
    </message>
    <message>
        <source>1 or more</source>
        <translation>1 或更大</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>should be an integer</source>
        <translation>应为整数</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>should be a number</source>
        <translation>应为数</translation>
    </message>
    <message>
        <source>is not a finite number</source>
        <translation>不是有限的数</translation>
    </message>
    <message>
        <source>should be true or false</source>
        <translation>应为 true 或 false</translation>
    </message>
    <message>
        <source>should be a string</source>
        <translation>应为字符串</translation>
    </message>
    <message>
        <source>should be an array of strings</source>
        <translation>应为字符串数组</translation>
    </message>
    <message>
        <source>should be an array of 32-bit floats</source>
        <translation>应为 32 位浮点数组</translation>
    </message>
    <message>
        <source>should be an array of integers</source>
        <translation>应为整数数组</translation>
    </message>
    <message>
        <source>has an element that is too large</source>
        <translation>有一个元素太大</translation>
    </message>
    <message>
        <source>says %1, but the file&apos;s name says %2 parts</source>
        <translation>写的是 %1，而文件名写的是 %2 部分</translation>
    </message>
    <message>
        <source>should be one boolean per layer</source>
        <translation>应为每层一个布尔值</translation>
    </message>
    <message>
        <source>is missing, and this architecture needs it</source>
        <translation>缺失，而这种架构需要它</translation>
    </message>
    <message>
        <source>is %1, outside its range</source>
        <translation>是 %1，超出范围</translation>
    </message>
    <message>
        <source>is missing, so the file does not say what it is</source>
        <translation>缺失，因此文件没有写明它是什么</translation>
    </message>
    <message>
        <source>must be above 1 for positions scaled by YaRN</source>
        <translation>用 YaRN 缩放位置时必须大于 1</translation>
    </message>
    <message>
        <source>has more rows than any that is known</source>
        <translation>的行数超过任何已知的模型</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; needs %2 bytes at %3, but the file ends at %4; the download may be incomplete, fetch it again</source>
        <translation>张量“%1”在 %3 处需要 %2 字节，但文件在 %4 处结束；下载可能不完整，请重新下载</translation>
    </message>
    <message>
        <source>tensor &quot;%1&quot; needs %2 bytes at %3, but the file ends at %4; %5</source>
        <translation>张量“%1”在 %3 处需要 %2 字节，但文件在 %4 处结束；%5</translation>
    </message>
    <message>
        <source>No GPU is used: the processor was chosen in the settings.</source>
        <translation>没有使用 GPU：设置中选择了处理器。</translation>
    </message>
    <message>
        <source>No GPU is used: %1, which was chosen in the settings, is not there any more.</source>
        <translation>没有使用 GPU：设置中选择的 %1 已不存在。</translation>
    </message>
    <message>
        <source>No GPU is used: %1 has not been verified with this driver yet. The settings have a button for that.</source>
        <translation>没有使用 GPU：%1 还没有在这个驱动下验证。设置中有验证按钮。</translation>
    </message>
    <message>
        <source>The device cuda:%1 cannot be used. %2</source>
        <translation>设备 cuda:%1 无法使用。%2</translation>
    </message>
    <message>
        <source>The buffers of the engine</source>
        <translation>引擎的缓冲区</translation>
    </message>
    <message>
        <source>The steps of a token</source>
        <translation>词元的计算步骤</translation>
    </message>
    <message>
        <source>The model&apos;s weights</source>
        <translation>模型的权重</translation>
    </message>
    <message>
        <source>Keys and values of %1 positions</source>
        <translation>%1 个位置的键和值</translation>
    </message>
    <message>
        <source>The data of a check</source>
        <translation>检查的数据</translation>
    </message>
    <message>
        <source>%1 cannot be split between a GPU and the processor in this version. Choose one of them for all of it.</source>
        <translation>这个版本不能把 %1 分到 GPU 和处理器上。请全部放在其中之一上。</translation>
    </message>
    <message>
        <source>This model brings no chat template</source>
        <translation>这个模型没有对话模板</translation>
    </message>
    <message>
        <source>The model&apos;s chat template cannot be read (%1)</source>
        <translation>无法读取模型的对话模板（%1）</translation>
    </message>
    <message>
        <source>The conversation no longer fits into the context of %1 tokens: the oldest %2 messages were left out of the prompt (they are still stored).</source>
        <translation>对话已放不进 %1 词元的上下文：最早的 %2 条消息没有放进提示（仍然保存着）。</translation>
    </message>
    <message>
        <source>its vocabulary has %1 tokens, not %2.</source>
        <translation>它的词表有 %1 个词元，而不是 %2 个。</translation>
    </message>
    <message>
        <source>the token %1 is another one in its vocabulary.</source>
        <translation>词元 %1 在它的词表中是另一个。</translation>
    </message>
    <message>
        <source>The saved context %1 %2.</source>
        <translation>保存的上下文 %1 %2。</translation>
    </message>
    <message>
        <source>ends too early</source>
        <translation>过早结束</translation>
    </message>
    <message>
        <source>is not one of this version of Fettle</source>
        <translation>不属于这个版本的 Fettle</translation>
    </message>
    <message>
        <source>belongs to another model or cache type</source>
        <translation>属于另一个模型或缓存类型</translation>
    </message>
    <message>
        <source>holds a token that is not in the vocabulary</source>
        <translation>有一个词元不在词表中</translation>
    </message>
    <message>
        <source>%1 computes as it should: all %2 checks passed.</source>
        <translation>%1 计算正确：全部 %2 项检查通过。</translation>
    </message>
    <message>
        <source>%1 does not compute as it should: %2 of %3 checks failed, the first of them %4. Update its driver and verify it again, or stay with the processor.</source>
        <translation>%1 计算不正确：%3 项检查中有 %2 项失败，第一项是 %4。请更新驱动后重新验证，或继续使用处理器。</translation>
    </message>
    <message>
        <source>has a message that does not say whose it is</source>
        <translation>有一条消息没有写明是谁的</translation>
    </message>
    <message>
        <source>has a node that is no object</source>
        <translation>有一个节点不是对象</translation>
    </message>
    <message>
        <source>has a node whose child is no id</source>
        <translation>有一个节点的子项不是标识</translation>
    </message>
    <message>
        <source>has no messages</source>
        <translation>没有消息</translation>
    </message>
    <message>
        <source>is damaged: a text has a length that cannot be</source>
        <translation>已损坏：有一段文本的长度不可能</translation>
    </message>
    <message>
        <source>claims to have %1 parts, more than it has bytes left</source>
        <translation>声称有 %1 个部分，多于剩下的字节</translation>
    </message>
    <message>
        <source>ends too early: %1 bytes are claimed where %2 are left</source>
        <translation>过早结束：声称有 %1 字节，只剩 %2 字节</translation>
    </message>
    <message>
        <source>holds the call of a tool with a value of an unknown type</source>
        <translation>含有工具调用，其中一个值的类型未知</translation>
    </message>
    <message>
        <source>is nested more than %1 deep</source>
        <translation>嵌套超过 %1 层</translation>
    </message>
    <message>
        <source>holds a part of the unknown kind &quot;%1&quot;</source>
        <translation>含有未知种类“%1”的部分</translation>
    </message>
    <message>
        <source>has a text of more than %1 MiB</source>
        <translation>有超过 %1 MiB 的文本</translation>
    </message>
    <message>
        <source>holds a message of the unknown kind &quot;%1&quot;</source>
        <translation>含有未知种类“%1”的消息</translation>
    </message>
    <message>
        <source>was written by a GPT4All before 3.5 (format %1); open it in a newer one, write something in it, quit, and import it then</source>
        <translation>由 3.5 之前的 GPT4All 写成（格式 %1）；请用较新的版本打开，写点内容后退出，再导入</translation>
    </message>
    <message>
        <source>is of format %1 of GPT4All, which this Fettle does not know yet</source>
        <translation>是 GPT4All 的格式 %1，这个 Fettle 还不认识</translation>
    </message>
    <message>
        <source>has a time beyond the calendar</source>
        <translation>有超出日历的时间</translation>
    </message>
    <message>
        <source>goes on after its end</source>
        <translation>在结尾之后还有内容</translation>
    </message>
    <message>
        <source>has a conversation of more than %1 values</source>
        <translation>有一个对话超过 %1 个值</translation>
    </message>
    <message>
        <source>is no valid JSON at byte %1; it is truncated or damaged</source>
        <translation>在第 %1 字节处不是有效的 JSON；文件不完整或已损坏</translation>
    </message>
    <message>
        <source>is no valid JSON: it has a number that is out of range</source>
        <translation>不是有效的 JSON：其中有超出范围的数</translation>
    </message>
    <message>
        <source>has &quot;%1&quot; that is no %2</source>
        <translation>的“%1”不是 %2</translation>
    </message>
    <message>
        <source>has a date that is none: &quot;%1&quot;</source>
        <translation>有一个日期不是日期：“%1”</translation>
    </message>
    <message>
        <source>has a message with a part that is neither text nor an object</source>
        <translation>有一条消息的一部分既不是文本也不是对象</translation>
    </message>
    <message>
        <source>has a time beyond the calendar: %1</source>
        <translation>有超出日历的时间：%1</translation>
    </message>
    <message>
        <source>has a message of &quot;%1&quot;, which is nobody that Fettle knows</source>
        <translation>有“%1”的消息，Fettle 不认识这个角色</translation>
    </message>
    <message>
        <source>has a version of a message that is no object</source>
        <translation>有一个消息版本不是对象</translation>
    </message>
    <message>
        <source>has a message without versions</source>
        <translation>有一条消息没有版本</translation>
    </message>
    <message>
        <source>has &quot;currentlySelected&quot; that is no whole number</source>
        <translation>的“currentlySelected”不是整数</translation>
    </message>
    <message>
        <source>shows a version of a message that it does not have</source>
        <translation>显示的消息版本并不存在</translation>
    </message>
    <message>
        <source>has more than %1 messages</source>
        <translation>有超过 %1 条消息</translation>
    </message>
    <message>
        <source>has a mark of Fettle that was changed: %1</source>
        <translation>有被改动过的 Fettle 标记：%1</translation>
    </message>
    <message>
        <source>has a mark of Fettle that was changed</source>
        <translation>有被改动过的 Fettle 标记</translation>
    </message>
    <message>
        <source>holds more than %1 conversations</source>
        <translation>含有超过 %1 个对话</translation>
    </message>
    <message>
        <source>has a message that is no object</source>
        <translation>有一条消息不是对象</translation>
    </message>
    <message>
        <source>has a message whose child is no id</source>
        <translation>有一条消息的子项不是标识</translation>
    </message>
    <message>
        <source>has no list of messages</source>
        <translation>没有消息列表</translation>
    </message>
    <message>
        <source>has &quot;bytes&quot; that are not hexadecimal</source>
        <translation>的“bytes”不是十六进制</translation>
    </message>
    <message>
        <source>has no whole number &quot;%1&quot;</source>
        <translation>没有整数“%1”</translation>
    </message>
    <message>
        <source>has &quot;%1&quot; beyond its range: %2</source>
        <translation>的“%1”超出范围：%2</translation>
    </message>
    <message>
        <source>has no number &quot;%1&quot;</source>
        <translation>没有数值“%1”</translation>
    </message>
    <message>
        <source>has a message of the unknown role &quot;%1&quot;</source>
        <translation>有一条消息的角色“%1”未知</translation>
    </message>
    <message>
        <source>has a message in the unknown state &quot;%1&quot;</source>
        <translation>有一条消息的状态“%1”未知</translation>
    </message>
    <message>
        <source>was written by a newer Fettle; update this one to import it</source>
        <translation>由更新的 Fettle 写成；请更新后再导入</translation>
    </message>
    <message>
        <source>needs the thread.json beside it, which %1</source>
        <translation>需要旁边的 thread.json，而它%1</translation>
    </message>
    <message>
        <source>has more than %1 lines</source>
        <translation>有超过 %1 行</translation>
    </message>
    <message>
        <source>is incomplete: %1</source>
        <translation>不完整：%1</translation>
    </message>
    <message>
        <source>mixes messages and conversations</source>
        <translation>混有单条消息和整个对话</translation>
    </message>
    <message>
        <source>is the head of a conversation of Jan, and messages.jsonl, which holds the rest, is not beside it</source>
        <translation>是 Jan 的对话头，而旁边没有存放其余内容的 messages.jsonl</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>是空的</translation>
    </message>
    <message>
        <source>holds nothing but zeros: its text was lost when the computer or the program that wrote it ended badly</source>
        <translation>只有零：电脑或写它的程序异常结束时，文本丢失了</translation>
    </message>
    <message>
        <source>is a ZIP archive; unpack it and import the conversations.json in it</source>
        <translation>是 ZIP 压缩包；请解压，并导入其中的 conversations.json</translation>
    </message>
    <message>
        <source>is a database; export the conversations in the program that it belongs to</source>
        <translation>是数据库；请在它所属的程序中导出对话</translation>
    </message>
    <message>
        <source>is a model and no conversation; open it as a model</source>
        <translation>是模型而不是对话；请作为模型打开</translation>
    </message>
    <message>
        <source>is larger than %1 MiB</source>
        <translation>大于 %1 MiB</translation>
    </message>
    <message>
        <source>holds no conversations</source>
        <translation>没有对话</translation>
    </message>
    <message>
        <source>has two messages with the id &quot;%1&quot;</source>
        <translation>有两条消息的标识都是“%1”</translation>
    </message>
    <message>
        <source>has messages that follow each other in a circle</source>
        <translation>有消息首尾相接成环</translation>
    </message>
    <message>
        <source>holds no conversation in a format that Fettle knows</source>
        <translation>没有 Fettle 认识的格式的对话</translation>
    </message>
    <message>
        <source>.</source>
        <extracomment>ends a sentence</extracomment>
        <translation>。</translation>
    </message>
    <message>
        <source>The setting &quot;gpu layers&quot; has %1 numbers, but %2 GPU is chosen. Give one number in all, or one for each.</source>
        <translation>设置“gpu layers”有 %1 个数，但选择了 %2 个 GPU。请总共给出一个数，或为每个 GPU 各给一个。</translation>
    </message>
    <message>
        <source>The setting &quot;gpu layers&quot; has %1 numbers, but %2 GPUs are chosen. Give one number in all, or one for each.</source>
        <translation>设置“gpu layers”有 %1 个数，但选择了 %2 个 GPU。请总共给出一个数，或为每个 GPU 各给一个。</translation>
    </message>
    <message>
        <source>The setting &quot;gpu layers&quot; asks for %1 in all; it must be from 0 to %2, as many as the model has.</source>
        <translation>设置“gpu layers”共要求 %1 层；必须在 0 到 %2（模型的层数）之间。</translation>
    </message>
    <message>
        <source>%1 does not fit into the memory of these GPUs with even its last part there. Choose fewer layers or a shorter context, or use the processor.</source>
        <translation>这些 GPU 的显存连 %1 的最后一部分都放不下。请减少层数、缩短上下文，或使用处理器。</translation>
    </message>
    <message>
        <source>%1 does not fit into the memory of these GPUs with %2 there. Choose fewer layers or a shorter context, or use the processor.</source>
        <translation>%1 若有 %2放在这些 GPU 上，显存放不下。请减少层数、缩短上下文，或使用处理器。</translation>
    </message>
    <message>
        <source>%1 layer</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>%1 (%2) do not fit into the memory of %3, of which %4 are free. %5</source>
        <translation>%1（%2）放不进 %3 的显存，其中空闲 %4。%5</translation>
    </message>
    <message>
        <source>Choose a smaller model or fewer layers on the GPU, or use the processor.</source>
        <translation>请选择更小的模型或减少 GPU 上的层数，或使用处理器。</translation>
    </message>
    <message>
        <source>Choose a shorter context.</source>
        <translation>请缩短上下文。</translation>
    </message>
    <message>
        <source>Keys and values of %1 positions and the buffers of a pass</source>
        <translation>%1 个位置的键和值以及一次计算的缓冲区</translation>
    </message>
    <message>
        <source>%1 of %2 stay on the processor, which is slower: %3 has no room for more with this context.</source>
        <translation>%2 层中有 %1留在处理器上，速度较慢：在这样的上下文下，%3 没有更多空间。</translation>
    </message>
    <message>
        <source>%1 of %2 stay on the processor, which is slower: the GPUs have no room for more with this context.</source>
        <translation>%2 层中有 %1留在处理器上，速度较慢：在这样的上下文下，这些 GPU 没有更多空间。</translation>
    </message>
    <message>
        <source>%1 of %2 GPUs get no layer: the others have room for the whole model.</source>
        <translation>%2 个 GPU 中有 %1 个没有分到层：其余的放得下整个模型。</translation>
    </message>
    <message>
        <source>No GPU is used: %1 has the compute capability %2, but 7.5 is the least that Fettle runs on.</source>
        <translation>未使用 GPU：%1 的计算能力是 %2，而 Fettle 至少需要 7.5。</translation>
    </message>
    <message>
        <source>There is no text to choose by what goes. Choose one.</source>
        <translation>没有可用来决定去掉哪些部分的文本。请选择一份。</translation>
    </message>
    <message>
        <source>The work was stopped.</source>
        <translation>工作已停止。</translation>
    </message>
    <message>
        <source>8-bit prompts are products of a GPU, and the processor computes here, whose products with blocks have inputs of 8 bits for each 32 columns always. Leave out --prompt-precision.</source>
        <translation>8 位提示词计算是 GPU 的功能，而这里由处理器计算；处理器与分块权重相乘时，输入本来就按每 32 列取 8 位。请去掉 --prompt-precision。</translation>
    </message>
    <message>
        <source>8-bit prompts are not possible on %1: %2</source>
        <translation>%1 上无法用 8 位计算提示词：%2</translation>
    </message>
    <message>
        <source>A limit below which weights become zero lies between 0 and 100 standard deviations and goes with magnitude alone, without a pattern, a scope or outliers. Change one of these settings.</source>
        <translation>归零界限须在 0 到 100 倍标准差之间，只能与按幅度剪枝同用，不能再加模式、范围或离群值。请更改其中一项设置。</translation>
    </message>
    <message>
        <source>This machine does not tell what its processor uses up.</source>
        <translation>这台机器不提供处理器的能耗数据。</translation>
    </message>
    <message>
        <source>The counters of the processor&apos;s energy may be read by the administrator alone.</source>
        <translation>处理器的能耗计数器只有管理员可以读取。</translation>
    </message>
    <message>
        <source>The GPU does not tell what it uses up.</source>
        <translation>GPU 不提供能耗数据。</translation>
    </message>
</context>
<context>
    <name>ErrorPicture</name>
    <message>
        <source>below %1</source>
        <translation>低于 %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>above</source>
        <translation>更高</translation>
    </message>
    <message>
        <source>not done yet</source>
        <translation>还没有做</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>第 %1 层，%2：%3</translation>
    </message>
    <message>
        <source>What each matrix lost</source>
        <translation>每个矩阵损失了多少</translation>
    </message>
    <message>
        <source>How far the outputs of each matrix are off.</source>
        <translation>每个矩阵的输出偏离多少。</translation>
    </message>
    <message>
        <source>How far the weights of each matrix are off, as a share of their size.</source>
        <translation>每个矩阵的权重偏离多少，占其大小的比例。</translation>
    </message>
    <message>
        <source>Errors of the matrices in %1 layers</source>
        <translation>%1 层中各矩阵的误差</translation>
    </message>
    <message>
        <source>First layer on the left, layer %1 on the right</source>
        <translation>左边是第一层，右边是第 %1 层</translation>
    </message>
</context>
<context>
    <name>ExchangeButton</name>
    <message>
        <source>More about the conversations</source>
        <translation>更多对话操作</translation>
    </message>
    <message>
        <source>Import conversations…</source>
        <translation>导入对话…</translation>
    </message>
    <message>
        <source>Export all conversations…</source>
        <translation>导出全部对话…</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export all conversations</source>
        <translation>导出全部对话</translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>JSON (*.json *.jsonl)</source>
        <translation>JSON (*.json *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ExportMenu</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Markdown, to read…</source>
        <translation>Markdown，便于阅读…</translation>
    </message>
    <message>
        <source>JSON, all of it…</source>
        <translation>JSON，完整内容…</translation>
    </message>
    <message>
        <source>OpenAI messages…</source>
        <translation>OpenAI 消息…</translation>
    </message>
    <message>
        <source>ShareGPT…</source>
        <translation>ShareGPT…</translation>
    </message>
</context>
<context>
    <name>FactRow</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>FactRows</name>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>%1, %2 bits each on average</source>
        <translation>%1，平均每个 %2 位</translation>
    </message>
    <message>
        <source>Size of the file</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Trained for</source>
        <translation>训练长度</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>%1 layers, width %2, %3 heads, %4 of them for keys and values</source>
        <translation>%1 层，宽度 %2，%3 个头，其中 %4 个用于键和值</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>%1 tokens, %2</source>
        <translation>%1 个词元，%2</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>The file names none.</source>
        <translation>文件没有写明。</translation>
    </message>
</context>
<context>
    <name>FiguresCard</name>
    <message>
        <source>Generating</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>首个词元用时</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>整个回答</translation>
    </message>
    <message>
        <source>Peak of the process</source>
        <translation>进程内存峰值</translation>
    </message>
    <message>
        <source>Of what this machine&apos;s memory gives</source>
        <translation>占本机内存带宽的比例</translation>
    </message>
    <message>
        <source>Guesses that came true</source>
        <translation>猜中的比例</translation>
    </message>
    <message>
        <source>Energy of the GPU</source>
        <translation>GPU 能耗</translation>
    </message>
    <message>
        <source>%1 J a token</source>
        <translation>每词元 %1 J</translation>
    </message>
    <message>
        <source>GPU at work</source>
        <translation>GPU 工作时间</translation>
    </message>
    <message>
        <source>%1 % of the time</source>
        <translation>%1 % 的时间</translation>
    </message>
    <message>
        <source>Disturbed runs</source>
        <translation>受干扰的运行</translation>
    </message>
</context>
<context>
    <name>FileSetRow</name>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>%1 in %2 files</source>
        <translation>%1，共 %2 个文件</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Download %1</source>
        <translation>下载 %1</translation>
    </message>
</context>
<context>
    <name>FindGroup</name>
    <message>
        <source>Good models for this machine</source>
        <translation>适合这台机器的模型</translation>
    </message>
    <message>
        <source>Find models</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>From the Hugging Face hub: a name, an author, or an address. Nothing is asked there before you do.</source>
        <translation>来自 Hugging Face Hub：可输入名称、作者或网址。在你查找之前不会联网。</translation>
    </message>
    <message>
        <source>Search the hub</source>
        <translation>搜索 Hub</translation>
    </message>
    <message>
        <source>Most downloads</source>
        <translation>下载最多</translation>
    </message>
    <message>
        <source>Trending</source>
        <translation>热门</translation>
    </message>
    <message>
        <source>Most likes</source>
        <translation>最受喜爱</translation>
    </message>
    <message>
        <source>Newest change</source>
        <translation>最近更新</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
</context>
<context>
    <name>FitOptions</name>
    <message>
        <source>Memory in MiB</source>
        <translation>内存（MiB）</translation>
    </message>
    <message>
        <source>Size of the file in MiB</source>
        <translation>文件大小（MiB）</translation>
    </message>
    <message>
        <source>Weights, cache and scratch together. Now it takes %1; %2 are free.</source>
        <translation>权重、缓存和暂存区合计。现在占 %1；空闲 %2。</translation>
    </message>
    <message>
        <source>Now it takes %1.</source>
        <translation>现在占 %1。</translation>
    </message>
    <message>
        <source>Context in tokens</source>
        <translation>上下文（词元）</translation>
    </message>
    <message>
        <source>What memory is planned for; 0 takes the engine&apos;s choice, %1 here.</source>
        <translation>按它规划内存；0 表示由引擎决定，这里是 %1。</translation>
    </message>
    <message>
        <source>The model is written some forty times while types are tried out: seconds for a small one, hours for a large one. It is compared with the best preset that fits, and the preset is taken where it is no worse.</source>
        <translation>尝试类型时模型要写大约四十次：小模型几秒，大模型几小时。结果会与放得下的最好预设比较，预设不差时就用预设。</translation>
    </message>
</context>
<context>
    <name>FitPill</name>
    <message>
        <source>Fits</source>
        <translation>合适</translation>
    </message>
    <message>
        <source>Too big</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>Needs about %1 of memory: the weights by the size of the file, %2 for the cache of %3 tokens and scratch by the model&apos;s own numbers.</source>
        <translation>大约需要 %1 内存：权重按文件大小计，%3 个词元的缓存和临时空间按模型自身的参数计为 %2。</translation>
    </message>
    <message>
        <source>Needs about %1 of memory, estimated from the size of its file alone.</source>
        <translation>大约需要 %1 内存，仅根据文件大小估计。</translation>
    </message>
</context>
<context>
    <name>FoldHead</name>
    <message>
        <source>Unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>Folded</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>FolderMenu</name>
    <message>
        <source>Move to a folder</source>
        <translation>移动到文件夹</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>移出文件夹</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
</context>
<context>
    <name>FolderRow</name>
    <message>
        <source>Folder %1, %2 conversations</source>
        <translation>文件夹 %1，%2 个对话</translation>
    </message>
    <message>
        <source>Unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>Folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹的名称</translation>
    </message>
    <message>
        <source>New chat in this folder</source>
        <translation>在此文件夹中新建对话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete the folder, keep its conversations</source>
        <translation>删除文件夹，保留其中的对话</translation>
    </message>
</context>
<context>
    <name>FoundGroup</name>
    <message>
        <source>Found in other apps</source>
        <translation>在其他应用中找到</translation>
    </message>
    <message>
        <source>They stay where they are and are used in place.</source>
        <translation>它们留在原处，直接使用。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Nothing was found in the folders of other apps. Add the folder that your models are in.</source>
        <translation>在其他应用的文件夹中没有找到模型。请添加您存放模型的文件夹。</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>关于 %1</translation>
    </message>
    <message>
        <source>Remove %1 from the disk</source>
        <translation>从磁盘上移除 %1</translation>
    </message>
</context>
<context>
    <name>GpuRows</name>
    <message>
        <source>GPU memory in use</source>
        <translation>已用显存</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>GPU at work</source>
        <translation>GPU 工作时间</translation>
    </message>
    <message>
        <source>%1 % of the time</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>GPU temperature</source>
        <translation>GPU 温度</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>GPU power</source>
        <translation>GPU 功耗</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
</context>
<context>
    <name>HistogramPlot</name>
    <message>
        <source>Time between tokens of %1: half below %2, 95 of 100 below %3, 99 below %4</source>
        <translation>%1 的词元间隔：一半低于 %2，百分之 95 低于 %3，百分之 99 低于 %4</translation>
    </message>
    <message>
        <source>p50 %1 · p95 %2 · p99 %3</source>
        <translation>p50 %1 · p95 %2 · p99 %3</translation>
    </message>
</context>
<context>
    <name>HistoryRow</name>
    <message>
        <source>At work</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>The file is gone</source>
        <translation>文件不见了</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>%1, KL divergence %2 ± %3</source>
        <translation>%1，KL 散度 %2 ± %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, from %2, %3</source>
        <translation>%1，来自 %2，%3</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>再做一次同样的</translation>
    </message>
    <message>
        <source>Take it off the list (a finished model stays)</source>
        <translation>从列表中移除（做好的模型保留）</translation>
    </message>
</context>
<context>
    <name>HubGroup</name>
    <message>
        <source>Hugging Face hub</source>
        <translation>Hugging Face Hub</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>保持离线</translation>
    </message>
    <message>
        <source>The environment says so (HF_HUB_OFFLINE).</source>
        <translation>由环境变量决定（HF_HUB_OFFLINE）。</translation>
    </message>
    <message>
        <source>Nothing is asked and nothing is downloaded, whatever you click.</source>
        <translation>无论点击什么，都不查询也不下载。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Of the hub or a mirror of it; empty is the usual one.</source>
        <translation>Hub 或其镜像的地址；留空则使用默认地址。</translation>
    </message>
    <message>
        <source>Address of the hub</source>
        <translation>Hub 的地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>From the environment (HF_TOKEN): %1</source>
        <translation>来自环境变量（HF_TOKEN）：%1</translation>
    </message>
    <message>
        <source>For models with conditions. Kept in a file that only you can read, sent to the address above and nowhere else.</source>
        <translation>用于需要同意条款的模型。保存在只有您能读取的文件中，只发送到上面的地址。</translation>
    </message>
    <message>
        <source>In use: %1</source>
        <translation>正在使用：%1</translation>
    </message>
    <message>
        <source>hf_…</source>
        <translation>hf_…</translation>
    </message>
    <message>
        <source>Token of the hub</source>
        <translation>Hub 的访问令牌</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>Keep the token</source>
        <translation>保存访问令牌</translation>
    </message>
    <message>
        <source>Forget the token</source>
        <translation>忘记访问令牌</translation>
    </message>
</context>
<context>
    <name>IconButton</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import conversations</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Conversations (*.json *.jsonl *.md *.chat)</source>
        <translation>对话文件 (*.json *.jsonl *.md *.chat)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>LabPage</name>
    <message>
        <source>Latency Lab</source>
        <translation>延迟实验室</translation>
    </message>
    <message>
        <source>Compare settings by measuring them: the same prompts, the same seed, in turns, and a difference within noise is called noise.</source>
        <translation>用测量来比较设置：相同的提示、相同的种子、轮流运行；噪声以内的差别就叫噪声。</translation>
    </message>
    <message>
        <source>Parts of the Lab</source>
        <translation>实验室的各部分</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Live graphs</source>
        <translation>实时图表</translation>
    </message>
</context>
<context>
    <name>LabWords</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>GPU 上的层数</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Prompt batch</source>
        <translation>提示批大小</translation>
    </message>
    <message>
        <source>Guesses from repeated text</source>
        <translation>从重复文本猜测</translation>
    </message>
    <message>
        <source>Draft model</source>
        <translation>草稿模型</translation>
    </message>
    <message>
        <source>Tokens of the draft model</source>
        <translation>草稿模型的词元数</translation>
    </message>
    <message>
        <source>Requests at once</source>
        <translation>同时请求数</translation>
    </message>
    <message>
        <source>Reuse of what was read</source>
        <translation>复用已读内容</translation>
    </message>
    <message>
        <source>Graph capture</source>
        <translation>图捕获</translation>
    </message>
    <message>
        <source>Sampling on the GPU</source>
        <translation>在 GPU 上采样</translation>
    </message>
    <message>
        <source>The processor, or a GPU of this machine.</source>
        <translation>处理器，或这台机器的某个 GPU。</translation>
    </message>
    <message>
        <source>The last so many; -1 is as many as fit.</source>
        <translation>最后若干层；-1 表示放得下多少就多少。</translation>
    </message>
    <message>
        <source>Of the processor; 0 is all.</source>
        <translation>处理器的线程；0 表示全部。</translation>
    </message>
    <message>
        <source>How exactly keys and values are kept.</source>
        <translation>键和值以何种精度保存。</translation>
    </message>
    <message>
        <source>Positions that are kept; 0 is the engine&apos;s choice.</source>
        <translation>保留的位置数；0 表示由引擎选择。</translation>
    </message>
    <message>
        <source>Tokens of a prompt that are read at once.</source>
        <translation>一次读取的提示词元数。</translation>
    </message>
    <message>
        <source>Tokens guessed ahead where the text repeats itself; 0 is none.</source>
        <translation>文本重复时提前猜测的词元数；0 表示不猜测。</translation>
    </message>
    <message>
        <source>A smaller model with the same tokens that guesses ahead.</source>
        <translation>词元相同、提前猜测的较小模型。</translation>
    </message>
    <message>
        <source>How many it guesses at once.</source>
        <translation>它一次猜测多少个。</translation>
    </message>
    <message>
        <source>The same request so many times in one batch.</source>
        <translation>同一请求在一批中的份数。</translation>
    </message>
    <message>
        <source>As in a chat that goes on: only the last message is read.</source>
        <translation>如同继续的聊天：只读取最后一条消息。</translation>
    </message>
    <message>
        <source>The work of a token recorded once and replayed.</source>
        <translation>把一个词元的工作录制一次，然后重放。</translation>
    </message>
    <message>
        <source>The GPU chooses the tokens itself.</source>
        <translation>由 GPU 自己选择词元。</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>all threads</source>
        <translation>全部线程</translation>
    </message>
    <message>
        <source>%1 layers on the GPU</source>
        <translation>GPU 上 %1 层</translation>
    </message>
    <message>
        <source>%1 cache</source>
        <translation>%1 缓存</translation>
    </message>
    <message>
        <source>context %1</source>
        <translation>上下文 %1</translation>
    </message>
    <message>
        <source>batch %1</source>
        <translation>批 %1</translation>
    </message>
    <message>
        <source>%1 guesses</source>
        <translation>猜测 %1</translation>
    </message>
    <message>
        <source>%1 draft tokens</source>
        <translation>草稿 %1 词元</translation>
    </message>
    <message>
        <source>%1 at once</source>
        <translation>同时 %1 个</translation>
    </message>
    <message>
        <source>draft: %1</source>
        <translation>草稿：%1</translation>
    </message>
    <message>
        <source>reuse %1</source>
        <translation>复用：%1</translation>
    </message>
    <message>
        <source>graph %1</source>
        <translation>图：%1</translation>
    </message>
    <message>
        <source>sampling on the GPU %1</source>
        <translation>GPU 采样：%1</translation>
    </message>
    <message>
        <source>Short question</source>
        <translation>短问题</translation>
    </message>
    <message>
        <source>Long document</source>
        <translation>长文档</translation>
    </message>
    <message>
        <source>Code edit</source>
        <translation>代码修改</translation>
    </message>
    <message>
        <source>Chat with history</source>
        <translation>带历史的聊天</translation>
    </message>
    <message>
        <source>too few runs to tell</source>
        <translation>运行太少，无法判断</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>slower</source>
        <translation>更慢</translation>
    </message>
    <message>
        <source>%1 threads</source>
        <translation>%1 线程</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 线程</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>LaneColumn</name>
    <message>
        <source>%1 tokens per second</source>
        <translation>每秒 %1 个词元</translation>
    </message>
    <message>
        <source>tok/s now</source>
        <translation>词元/秒，此刻</translation>
    </message>
    <message>
        <source>tok/s, median</source>
        <translation>词元/秒，中位数</translation>
    </message>
    <message>
        <source>warming up, does not count</source>
        <translation>预热，不计入</translation>
    </message>
    <message>
        <source>%1 of %2 runs, first token after %3</source>
        <translation>%2 次运行中的第 %1 次，首词元 %3</translation>
    </message>
    <message>
        <source>%1 of %2 runs</source>
        <translation>%2 次运行中的第 %1 次</translation>
    </message>
</context>
<context>
    <name>LaneRow</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>warming up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2，%3</translation>
    </message>
</context>
<context>
    <name>LayerNumbers</name>
    <message>
        <source>Give the type to layer %1</source>
        <translation>把类型给第 %1 层</translation>
    </message>
</context>
<context>
    <name>LegendRow</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>LinkDialog</name>
    <message>
        <source>This link cannot be opened</source>
        <translation>无法打开这个链接</translation>
    </message>
    <message>
        <source>Open this link in the browser?</source>
        <translation>在浏览器里打开这个链接？</translation>
    </message>
    <message>
        <source>Fettle opens only web and mail addresses.</source>
        <translation>Fettle 只打开网页和邮件地址。</translation>
    </message>
    <message>
        <source>It goes to %1.</source>
        <translation>它指向 %1。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Do not open</source>
        <translation>不打开</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>LiveGraphs</name>
    <message>
        <source>Save numbers…</source>
        <translation>保存数字…</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Reading prompts</source>
        <translation>读取提示</translation>
    </message>
    <message>
        <source>Memory of the process</source>
        <translation>进程内存</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>All with the rest of the process</source>
        <translation>含进程其余部分</translation>
    </message>
    <message>
        <source>GPU at work</source>
        <translation>GPU 工作时间</translation>
    </message>
    <message>
        <source>%1 % of the time</source>
        <translation>%1 % 的时间</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>GPU power</source>
        <translation>GPU 功率</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
    <message>
        <source>GPU temperature</source>
        <translation>GPU 温度</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>Ten samples a second while the graphs are seen, one else. What is older than a minute is kept as one row a second, after ten minutes as one each five.</source>
        <translation>图表可见时每秒采样十次，其余时候一次。超过一分钟的数据每秒保留一行，超过十分钟的每五秒一行。</translation>
    </message>
    <message>
        <source>Save the measurements as numbers</source>
        <translation>把测量保存为数字</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Save the graphs as a picture</source>
        <translation>把图表保存为图片</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
</context>
<context>
    <name>LivePanel</name>
    <message>
        <source>Live measurements</source>
        <translation>实时测量</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1 tokens per second</source>
        <translation>每秒 %1 个词元</translation>
    </message>
    <message>
        <source>tokens per second</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>已用</translation>
    </message>
    <message>
        <source>Rest of the process</source>
        <translation>进程其余部分</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Free on this machine</source>
        <translation>本机可用内存</translation>
    </message>
    <message>
        <source>Speed over time</source>
        <translation>速度随时间的变化</translation>
    </message>
    <message>
        <source>Memory over time</source>
        <translation>内存随时间的变化</translation>
    </message>
</context>
<context>
    <name>LoadGroup</name>
    <message>
        <source>How it is loaded</source>
        <translation>加载方式</translation>
    </message>
    <message>
        <source>Remembered for this model, with the context and the cache above; counts from the next load on.</source>
        <translation>与上面的上下文和缓存一起为此模型记住；从下次加载起生效。</translation>
    </message>
    <message>
        <source>Threads of the processor; 0 takes what the settings say</source>
        <translation>处理器线程数；0 表示按设置</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Where it runs</source>
        <translation>运行位置</translation>
    </message>
    <message>
        <source>As the settings say</source>
        <translation>按设置</translation>
    </message>
    <message>
        <source>On the GPU</source>
        <translation>在 GPU 上</translation>
    </message>
    <message>
        <source>Layers on the GPU, the last ones; -1 is as many as fit</source>
        <translation>放在 GPU 上的层数（最后几层）；-1 表示能放下多少就放多少</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>GPU 上的层数</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Fettle</source>
        <translation>Fettle</translation>
    </message>
</context>
<context>
    <name>MemoryPlan</name>
    <message>
        <source>%1 of memory with a context of %2 tokens</source>
        <translation>上下文为 %2 个词元 时占用内存 %1</translation>
    </message>
    <message>
        <source>It fits: %1 are free.</source>
        <translation>放得下：有 %1 空闲。</translation>
    </message>
    <message>
        <source>It does not fit: only %1 are free. Choose a shorter context or a smaller type of cache.</source>
        <translation>放不下：只有 %1 空闲。请选择更短的上下文或更小的缓存类型。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Context in tokens</source>
        <translation>上下文（词元数）</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Type of the KV cache</source>
        <translation>KV 缓存的类型</translation>
    </message>
</context>
<context>
    <name>MessageDelegate</name>
    <message>
        <source>You said</source>
        <translation>你说</translation>
    </message>
    <message>
        <source>The model said</source>
        <translation>模型说</translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>MethodOptions</name>
    <message>
        <source>Plain</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>Each weight to the nearest step. Needs no text and is quickest.</source>
        <translation>每个权重取最近的一级。不需要文本，最快。</translation>
    </message>
    <message>
        <source>Importance matrix</source>
        <translation>重要性矩阵</translation>
    </message>
    <message>
        <source>A text is read first; inputs that matter more are kept more exactly. Hardly slower, and nearly always better.</source>
        <translation>先读一段文本，更重要的输入保留得更精确。几乎不慢，而且差不多总是更好。</translation>
    </message>
    <message>
        <source>K-GPTQ</source>
        <translation>K-GPTQ</translation>
    </message>
    <message>
        <source>Each rounding makes up for the ones before it, measured on a text, and is kept only where it helps. Many times slower, and closest to the original.</source>
        <translation>每次舍入都补偿之前的误差，用文本衡量，只在有帮助时采用。慢很多倍，也最接近原模型。</translation>
    </message>
    <message>
        <source>How are weights rounded?</source>
        <translation>权重如何舍入？</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Weights are rounded as they are.</source>
        <translation>权重按原样舍入。</translation>
    </message>
    <message>
        <source>AWQ</source>
        <translation>AWQ</translation>
    </message>
    <message>
        <source>Channels that a text shows to matter get finer steps. Helps most in plain 4-bit types; slower.</source>
        <translation>文本表明重要的通道得到更细的步长。对普通 4 位类型帮助最大；较慢。</translation>
    </message>
    <message>
        <source>SmoothQuant</source>
        <translation>SmoothQuant</translation>
    </message>
    <message>
        <source>Outliers of inputs move into the weights, for programs that compute with 8-bit inputs.</source>
        <translation>把输入中的离群值移入权重，适合用 8 位输入计算的程序。</translation>
    </message>
    <message>
        <source>Scales folded in before</source>
        <translation>预先并入的缩放</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
</context>
<context>
    <name>ModelButton</name>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>The model could not be loaded</source>
        <translation>模型无法加载</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>Choose a model (Ctrl+L)</source>
        <translation>选择模型（Ctrl+L）</translation>
    </message>
</context>
<context>
    <name>ModelChange</name>
    <message>
        <source>%1 answered before, now %2</source>
        <translation>之前由 %1 回答，现在由 %2 回答</translation>
    </message>
</context>
<context>
    <name>ModelGroup</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Told to the model before each conversation. The starter model does not heed it.</source>
        <translation>每次对话前先告诉模型的话。入门模型不会理会它。</translation>
    </message>
    <message>
        <source>You are a helpful assistant.</source>
        <translation>你是一个乐于助人的助手。</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>How many tokens of a conversation the model sees; more takes more memory. 0 lets Fettle choose.</source>
        <translation>模型能看到对话中的多少个词元；越长越占内存。0 表示由 Fettle 决定。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Of the processor; 0 takes all.</source>
        <translation>处理器线程；0 表示全部使用。</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Load the model again</source>
        <translation>重新加载模型</translation>
    </message>
    <message>
        <source>Device, context length and threads count from the next load on.</source>
        <translation>设备、上下文长度和线程数在下次加载时生效。</translation>
    </message>
    <message>
        <source>Titles by the model</source>
        <translation>由模型拟定标题</translation>
    </message>
    <message>
        <source>After its first answer the model names the conversation; otherwise the first words of the question do.</source>
        <translation>模型在首次回答后为对话命名；否则使用问题开头的几个词。</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Made from</source>
        <translation>源自</translation>
    </message>
    <message>
        <source>Quantized by</source>
        <translation>量化者</translation>
    </message>
    <message>
        <source>Published by</source>
        <translation>发布者</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Made by Fettle</source>
        <translation>由 Fettle 制作</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Types of its weights</source>
        <translation>权重的类型</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>来历</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>Tune this model</source>
        <translation>调优这个模型</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No model file is known yet.</source>
        <translation>还没有已知的模型文件。</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>全部模型</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>The file is gone</source>
        <translation>文件不见了</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Starter</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>Unload the model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Unload %1</source>
        <translation>卸载 %1</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>Forget this file (it stays on the disk)</source>
        <translation>从列表移除（文件仍在磁盘上）</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>关于 %1</translation>
    </message>
</context>
<context>
    <name>ModelStep</name>
    <message>
        <source>Which model?</source>
        <translation>哪个模型？</translation>
    </message>
    <message>
        <source>Best is the model as it was published, in F16 or BF16: what is quantized already has lost something.</source>
        <translation>最好选发布时的 F16 或 BF16 模型：已经量化过的模型已有损失。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Earlier jobs</source>
        <translation>以前的任务</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>模型文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>What is on this machine, and what can be fetched. Files stay where they are on your disk; forgetting one removes it only from this list.</source>
        <translation>这台机器上已有的和可以下载的模型。文件留在磁盘原处；“忘记”只是把它从列表中移除。</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>Quantize what is quantized already, and lose more</source>
        <translation>对已量化的模型再次量化，损失更多</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>OpenModelDialog</name>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>模型文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>OwnOptions</name>
    <message>
        <source>Quantize</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Fewer bits for each weight</source>
        <translation>每个权重用更少的位</translation>
    </message>
    <message>
        <source>Prune</source>
        <translation>剪枝</translation>
    </message>
    <message>
        <source>Some weights become zero</source>
        <translation>一部分权重变为零</translation>
    </message>
    <message>
        <source>Which types?</source>
        <translation>哪些类型？</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>By the names that llama.cpp gives them, from large to small.</source>
        <translation>沿用 llama.cpp 的名称，从大到小。</translation>
    </message>
    <message>
        <source>Type of each matrix</source>
        <translation>每个矩阵的类型</translation>
    </message>
    <message>
        <source>Changed by you</source>
        <translation>你改过</translation>
    </message>
    <message>
        <source>As the preset has it</source>
        <translation>与预设一致</translation>
    </message>
    <message>
        <source>Show and change the type of each matrix</source>
        <translation>显示并修改每个矩阵的类型</translation>
    </message>
</context>
<context>
    <name>PartOptions</name>
    <message>
        <source>Layers that go</source>
        <translation>去掉的层数</translation>
    </message>
    <message>
        <source>Groups of heads that go</source>
        <translation>去掉的头组数</translation>
    </message>
    <message>
        <source>Of the whole model. The next step says so if they are too many.</source>
        <translation>指整个模型。若太多，下一步会说明。</translation>
    </message>
    <message>
        <source>In each layer: a key and value head with the query heads that share it.</source>
        <translation>在每一层中：一个键值头和共用它的查询头。</translation>
    </message>
    <message>
        <source>How many go</source>
        <translation>去掉多少</translation>
    </message>
    <message>
        <source>Neurons that go</source>
        <translation>去掉的神经元</translation>
    </message>
    <message>
        <source>%1 of each layer, to the next width that can be quantized</source>
        <translation>每层的 %1，取最近的可量化宽度</translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>Plain</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>You are a translator. Translate what the user writes into English, and what is English into Chinese. Keep names, numbers, code and formatting as they are. Give the translation only.</source>
        <translation>你是一名翻译。把用户写的内容译成英文，英文则译成中文。保留名称、数字、代码和格式。只给出译文。</translation>
    </message>
    <message>
        <source>Customer service</source>
        <translation>客户服务</translation>
    </message>
    <message>
        <source>You answer the customers of a company: friendly, short and exact. Ask for what you need to know. Where you do not know something, say so and offer to pass the question on; promise nothing.</source>
        <translation>你负责回复公司的客户：友好、简短、准确。需要了解的信息就询问。不知道时如实说明并提出转交问题；不作任何承诺。</translation>
    </message>
    <message>
        <source>Quick questions</source>
        <translation>快速问答</translation>
    </message>
    <message>
        <source>Answer in one to three sentences. Begin with the answer itself. Say so where you are not sure.</source>
        <translation>用一到三句话回答。先直接给出答案。不确定时请说明。</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>写作</translation>
    </message>
    <message>
        <source>You help with writing. Use plain, lively language, keep the author&apos;s voice, and give a draft that can be used as it stands.</source>
        <translation>你帮助写作。使用平实生动的语言，保持作者的口吻，并给出可以直接使用的草稿。</translation>
    </message>
    <message>
        <source>Summarising</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Summarise what the user gives you in at most five points, each one sentence long. Keep figures, names and dates exact. Add nothing that is not in the text.</source>
        <translation>把用户提供的内容概括为至多五点，每点一句话。数字、名称和日期要准确。不要添加原文没有的内容。</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>情感分析</translation>
    </message>
    <message>
        <source>Judge the mood of each text that the user gives you. Answer with one word, positive, negative or neutral, and then a reason of at most ten words.</source>
        <translation>判断用户给出的每段文字的情绪。先用一个词回答：正面、负面或中性，然后用不超过十个词说明理由。</translation>
    </message>
    <message>
        <source>It is larger than 1 MiB, which no file of presets is.</source>
        <translation>它大于 1 MiB，预设文件不会这么大。</translation>
    </message>
    <message>
        <source>It is not a file of presets that Fettle wrote.</source>
        <translation>它不是 Fettle 写出的预设文件。</translation>
    </message>
</context>
<context>
    <name>PresetButton</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Preset: %1</source>
        <translation>预设：%1</translation>
    </message>
    <message>
        <source>Save the settings as a preset…</source>
        <translation>把当前设置存为预设…</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>存为预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
</context>
<context>
    <name>PresetsGroup</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>No system prompt.</source>
        <translation>没有系统提示。</translation>
    </message>
    <message>
        <source>Delete the preset %1</source>
        <translation>删除预设 %1</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use the preset %1</source>
        <translation>使用预设 %1</translation>
    </message>
    <message>
        <source>Own presets</source>
        <translation>自己的预设</translation>
    </message>
    <message>
        <source>The settings below and the system prompt, kept under a name or shared as a file.</source>
        <translation>下面的设置和系统提示，可按名称保存，也可作为文件分享。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Read…</source>
        <translation>读入…</translation>
    </message>
    <message>
        <source>Write…</source>
        <translation>写出…</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>存为预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Read presets</source>
        <translation>读入预设</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>预设 (*.json)</translation>
    </message>
    <message>
        <source>Write the own presets</source>
        <translation>写出自己的预设</translation>
    </message>
</context>
<context>
    <name>PreviewFacts</name>
    <message>
        <source>Not known before it is measured</source>
        <translation>测量之前不知道</translation>
    </message>
    <message>
        <source>Bits per weight</source>
        <translation>每个权重的位数</translation>
    </message>
    <message>
        <source>about %1, now %2</source>
        <translation>约 %1，现在是 %2</translation>
    </message>
    <message>
        <source>%1, now %2</source>
        <translation>%1，现在是 %2</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>%1, now %2, with a context of %3 tokens; %4 are free</source>
        <translation>%1，现在是 %2，上下文 %3 个词元；空闲 %4</translation>
    </message>
    <message>
        <source>Not known: this model cannot be run here</source>
        <translation>不知道：这个模型无法在这里运行</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>本机速度</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>还没有测量</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>KL divergence %1 ± %2, as measured before</source>
        <translation>KL 散度 %1 ± %2，以前测得</translation>
    </message>
    <message>
        <source>It has to beat</source>
        <translation>需要胜过</translation>
    </message>
    <message>
        <source>%1 of %2, the best preset that fits</source>
        <translation>%1（%2），放得下的最好预设</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>about %1, then the measuring, as fast as the last of its kind here</source>
        <translation>约 %1，之后还要测量；按本机上一次同类任务估计</translation>
    </message>
    <message>
        <source>Not known: none of its kind was done here yet</source>
        <translation>不知道：本机还没有做过这一类任务</translation>
    </message>
    <message>
        <source>Larger types</source>
        <translation>更大的类型</translation>
    </message>
    <message>
        <source>%1 matrices get one, since their rows are no multiple of the type&apos;s blocks</source>
        <translation>%1 个矩阵用了更大的类型，因为它们的行长不是该类型块长的整数倍</translation>
    </message>
    <message>
        <source>up to %1 tokens per second, where the bytes that each token reads decide; the original was measured at %2</source>
        <translation>每秒最多 %1 个词元（如果由每个词元读取的字节决定）；原模型实测 %2</translation>
    </message>
    <message>
        <source>KL divergence about %1, going by this model&apos;s other variants</source>
        <translation>KL 散度约 %1，按该模型的其他变体估计</translation>
    </message>
</context>
<context>
    <name>PreviewStep</name>
    <message>
        <source>What it will be</source>
        <translation>将会怎样</translation>
    </message>
    <message>
        <source>exactly, instead of %1</source>
        <translation>精确值，原来是 %1</translation>
    </message>
    <message>
        <source>as before: zeros take room like other weights</source>
        <translation>与以前一样：零和其他权重占同样的空间</translation>
    </message>
    <message>
        <source>at most, instead of %1</source>
        <translation>最多，原来是 %1</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Measure how fast the original is</source>
        <translation>测量原模型的速度</translation>
    </message>
    <message>
        <source>Where it goes</source>
        <translation>存到哪里</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the new file</source>
        <translation>新文件的名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Needs %1 while it works; %2 are free there.</source>
        <translation>工作时需要 %1；那里空闲 %2。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>The loss is measured on</source>
        <translation>用多少文本测量损失</translation>
    </message>
    <message>
        <source>A text of the app that no method has seen. More takes longer and narrows the uncertainty.</source>
        <translation>应用自带的、任何方法都没见过的文本。越多越慢，不确定度也越小。</translation>
    </message>
    <message>
        <source>Nothing: not measured</source>
        <translation>不测量</translation>
    </message>
    <message>
        <source>2,048 tokens</source>
        <translation>2,048 个词元</translation>
    </message>
    <message>
        <source>8,192 tokens</source>
        <translation>8,192 个词元</translation>
    </message>
    <message>
        <source>The whole text</source>
        <translation>全部文本</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>%1, made from %2</source>
        <translation>%1，来自 %2</translation>
    </message>
</context>
<context>
    <name>ProgressCharts</name>
    <message>
        <source>Writes %1/s</source>
        <translation>写入 %1/秒</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>Memory of the app: %1</source>
        <translation>应用内存：%1</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
</context>
<context>
    <name>ProgressGroup</name>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Reading the calibration text</source>
        <translation>正在读校准文本</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>正在量化</translation>
    </message>
    <message>
        <source>Trying out types</source>
        <translation>正在尝试类型</translation>
    </message>
    <message>
        <source>Verifying on text that the search has not seen</source>
        <translation>正在用搜索没见过的文本验证</translation>
    </message>
    <message>
        <source>Pruning</source>
        <translation>正在剪枝</translation>
    </message>
    <message>
        <source>Measuring the loss</source>
        <translation>正在测量损失</translation>
    </message>
    <message>
        <source>Measuring the speed</source>
        <translation>正在测量速度</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>正在结束…</translation>
    </message>
    <message>
        <source>Cancelled; nothing of it was left behind</source>
        <translation>已取消，没有留下任何东西</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Time so far</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <source>Loss so far</source>
        <translation>目前的损失</translation>
    </message>
    <message>
        <source>KL divergence %1 ± %2</source>
        <translation>KL 散度 %1 ± %2</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Leave the rest unmeasured</source>
        <translation>其余不再测量</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>PruneOptions</name>
    <message>
        <source>How to prune?</source>
        <translation>如何剪枝？</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>The smallest weights go. Needs no text.</source>
        <translation>去掉最小的权重。不需要文本。</translation>
    </message>
    <message>
        <source>The weights go whose product with their input is smallest.</source>
        <translation>去掉与输入乘积最小的权重。</translation>
    </message>
    <message>
        <source>As Wanda, and the others make up for those that go. Slower, and closest.</source>
        <translation>与 Wanda 相同，但留下的权重会补偿去掉的。更慢，也最接近原模型。</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Any in a row</source>
        <translation>一行中任意位置</translation>
    </message>
    <message>
        <source>2 of 4 stay</source>
        <translation>每 4 个留 2 个</translation>
    </message>
    <message>
        <source>4 of 8 stay</source>
        <translation>每 8 个留 4 个</translation>
    </message>
    <message>
        <source>Share of zeros</source>
        <translation>零的比例</translation>
    </message>
    <message>
        <source>%1 of each row</source>
        <translation>每行的 %1</translation>
    </message>
    <message>
        <source>The new file is smaller and faster by what goes, in any program. But a model that is not trained again afterwards loses far more than by quantizing to the same size, and often writes nonsense from a fifth on. Read the measured loss before you use it.</source>
        <translation>去掉多少，新文件就小多少、快多少，在任何程序里都如此。但是之后不再训练的模型，损失远大于量化到同样大小；去掉五分之一以上，往往就会胡言乱语。使用之前，请先看测得的损失。</translation>
    </message>
    <message>
        <source>Zeros: magnitude</source>
        <translation>置零：按大小</translation>
    </message>
    <message>
        <source>Zeros: Wanda</source>
        <translation>置零：Wanda</translation>
    </message>
    <message>
        <source>Zeros: SparseGPT</source>
        <translation>置零：SparseGPT</translation>
    </message>
    <message>
        <source>Fewer layers</source>
        <translation>减少层</translation>
    </message>
    <message>
        <source>The layers go that a text misses least, one after the other. Slow: each is tried.</source>
        <translation>逐个去掉文本最不需要的层。较慢：每一层都要试。</translation>
    </message>
    <message>
        <source>Fewer neurons</source>
        <translation>减少神经元</translation>
    </message>
    <message>
        <source>In each layer those of the feed-forward part go that add least on a text; the others take over what they can.</source>
        <translation>在每一层中，去掉前馈部分里对文本贡献最小的神经元；其余的尽量补上。</translation>
    </message>
    <message>
        <source>Fewer heads</source>
        <translation>减少注意力头</translation>
    </message>
    <message>
        <source>In each layer the groups of attention heads go that add least on a text; the others take over what they can.</source>
        <translation>在每一层中，去掉对文本贡献最小的注意力头组；其余的尽量补上。</translation>
    </message>
    <message>
        <source>More where it hurts less</source>
        <translation>影响小处多去</translation>
    </message>
    <message>
        <source>Layers with more outliers keep more of their weights (OWL). Reads a text.</source>
        <translation>离群值多的层保留更多权重（OWL）。需要读一段文本。</translation>
    </message>
    <message>
        <source>Layers with more outliers keep more of their weights</source>
        <translation>离群值多的层保留更多权重</translation>
    </message>
    <message>
        <source>The weights that go may lie anywhere in a row.</source>
        <translation>去掉的权重可以在一行的任何位置。</translation>
    </message>
    <message>
        <source>Of each four neighbours. Fettle then keeps F32, F16 and BF16 weights without their zeros in memory, on the processor and on a GPU. On the processor it writes answers faster; whether it does on a GPU is not known before it is measured there, with fettle-cli prune --measure.</source>
        <translation>每四个相邻权重留两个。Fettle 会把 F32、F16 和 BF16 权重不带零存入内存，处理器和 GPU 上都是如此。在处理器上生成回答更快；在 GPU 上是否更快，要在那里用 fettle-cli prune --measure 测量后才知道。</translation>
    </message>
    <message>
        <source>Of each eight neighbours.</source>
        <translation>每八个相邻权重留四个。</translation>
    </message>
    <message>
        <source>Pruning without training afterwards loses much more than quantizing to the same share of bits, and the new file is as large as before: GGUF stores zeros like other weights. Only 2 of 4 can be used to be faster. It is for research, and for those who heal the model elsewhere.</source>
        <translation>剪枝后不再训练，损失比量化到同样比例大得多；新文件和以前一样大：GGUF 像存其他权重一样存零。只有“每 4 个留 2 个”能用来加速。它适合研究，或准备在别处恢复模型的人。</translation>
    </message>
    <message>
        <source>All weights nearer to zero than a limit, which follows from each matrix&apos;s own spread and decides how many go.</source>
        <translation>凡比界限更接近零的权重都归零；界限由各矩阵自身的离散程度决定，归零多少也由它决定。</translation>
    </message>
    <message>
        <source>All below a limit</source>
        <translation>低于界限的全部</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>界限</translation>
    </message>
    <message>
        <source>%1 standard deviations of a matrix</source>
        <translation>矩阵标准差的 %1 倍</translation>
    </message>
</context>
<context>
    <name>RemovalDialog</name>
    <message>
        <source>Remove the model?</source>
        <translation>移除这个模型吗？</translation>
    </message>
    <message>
        <source>“%1” is removed from the cache of the hub, which other programs may use as well. That frees %2. It cannot be undone: the model would have to be downloaded again.</source>
        <translation>“%1”将从 Hub 的缓存中移除，其他程序也可能使用该缓存。这会释放 %2。此操作无法撤销：需要时必须重新下载。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Remove it for good</source>
        <translation>彻底移除</translation>
    </message>
</context>
<context>
    <name>ReportHead</name>
    <message>
        <source>Best: %1</source>
        <translation>最佳：%1</translation>
    </message>
    <message>
        <source>Apply the winner</source>
        <translation>应用优胜者</translation>
    </message>
    <message>
        <source>%1 is loaded with these settings from then on</source>
        <translation>此后 %1 将以这些设置加载</translation>
    </message>
    <message>
        <source>Change and measure again</source>
        <translation>修改并重新测量</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the comparison as JSON</source>
        <translation>将比较导出为 JSON</translation>
    </message>
    <message>
        <source>Save the table…</source>
        <translation>保存表格…</translation>
    </message>
    <message>
        <source>New comparison</source>
        <translation>新的比较</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>导出比较</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>保存表格</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Best median: %1; within noise others are as good</source>
        <translation>中位数最佳：%1；在噪声范围内其他候选同样好</translation>
    </message>
</context>
<context>
    <name>ReportPlots</name>
    <message>
        <source>Time between tokens</source>
        <translation>词元间隔</translation>
    </message>
    <message>
        <source>Speed and memory</source>
        <translation>速度与内存</translation>
    </message>
    <message>
        <source>%1 tok/s, %2</source>
        <translation>%1 词元/秒，%2</translation>
    </message>
</context>
<context>
    <name>ReportRow</name>
    <message>
        <source>%1× (%2 to %3)</source>
        <translation>%1 倍（%2 至 %3）</translation>
    </message>
    <message>
        <source>the first, others are compared with it</source>
        <translation>第一个，其他与它比较</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1. %2: %3, %4; %5</source>
        <translation>%1. %2：%3，%4；%5</translation>
    </message>
    <message>
        <source>like the best</source>
        <translation>与最佳相当</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Ranked by</source>
        <translation>排序依据</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首词元</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>整个回答</translation>
    </message>
    <message>
        <source>All prompts</source>
        <translation>全部提示</translation>
    </message>
    <message>
        <source>Of which prompt</source>
        <translation>哪个提示</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Medians, with the interval that holds the median in 95 of 100 repetitions of the experiment.</source>
        <translation>中位数及其区间：重复实验 100 次，有 95 次中位数落在其中。</translation>
    </message>
    <message>
        <source>What to look out for</source>
        <translation>需要注意的</translation>
    </message>
    <message>
        <source>Are the answers the same?</source>
        <translation>回答相同吗？</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1，%2：%3</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Yes: every candidate gave the tokens of the first one.</source>
        <translation>相同：每个候选都给出了与第一个相同的词元。</translation>
    </message>
    <message>
        <source>%1 of %2 are the tokens of the first candidate.</source>
        <translation>%2 个回答中有 %1 个与第一个候选的词元相同。</translation>
    </message>
</context>
<context>
    <name>RepositoryCard</name>
    <message>
        <source>%1 downloads</source>
        <translation>%1 次下载</translation>
    </message>
    <message>
        <source>%1 likes</source>
        <translation>%1 人喜欢</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>需同意条款</translation>
    </message>
    <message>
        <source>There is no model in it that Fettle can open.</source>
        <translation>其中没有 Fettle 能打开的模型。</translation>
    </message>
</context>
<context>
    <name>RestRow</name>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
    <message>
        <source>Showing the first %1 of %2 characters</source>
        <translation>前 %1 个字符，共 %2 个</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
</context>
<context>
    <name>ResultGroup</name>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Size of the file</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Bits per weight</source>
        <translation>每个权重的位数</translation>
    </message>
    <message>
        <source>Memory, %1 tokens</source>
        <translation>内存（%1 个词元）</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>KL divergence in nats</source>
        <translation>KL 散度（奈特）</translation>
    </message>
    <message>
        <source>0, by definition</source>
        <translation>0（按定义）</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Same likeliest token</source>
        <translation>最可能词元相同</translation>
    </message>
    <message>
        <source>%1 ± %2 %</source>
        <translation>%1 ± %2 %</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果如何</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1：%3 的 %2</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Loss: %1 scored tokens of a text that no method has seen. Speed: on %2, three times 32 tokens; the spread stands behind it.</source>
        <translation>损失：在任何方法都没见过的文本上评了 %1 个词元。速度：在 %2 上测三次，每次 32 个词元；后面是离散程度。</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>The search was not better than %1 by two standard errors, so the file is %1.</source>
        <translation>搜索结果没有比 %1 好出两个标准误，所以文件就是 %1。</translation>
    </message>
    <message>
        <source>Better than %1 by %2 ± %3 nats on text that the search has not seen.</source>
        <translation>在搜索没见过的文本上，比 %1 好 %2 ± %3 奈特。</translation>
    </message>
    <message>
        <source>%1 of the pruned weights are zero. Nothing was healed, so it lost more than a quantized model of the same bits would have.</source>
        <translation>被剪枝的权重中有 %1 为零。没有做任何恢复训练，所以损失比同样位数的量化模型更大。</translation>
    </message>
    <message>
        <source>Energy of a token</source>
        <translation>每个词元的能耗</translation>
    </message>
    <message>
        <source>%1 J</source>
        <translation>%1 焦</translation>
    </message>
</context>
<context>
    <name>ResultLine</name>
    <message>
        <source>%1: before %2, after %3</source>
        <translation>%1：之前 %2，之后 %3</translation>
    </message>
</context>
<context>
    <name>RunStep</name>
    <message>
        <source>Chat with it</source>
        <translation>和它聊天</translation>
    </message>
    <message>
        <source>Make another</source>
        <translation>再做一个</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>, %1 left</source>
        <translation>，剩余 %1</translation>
    </message>
    <message>
        <source>Run %1 of %2: %3</source>
        <translation>第 %1 次运行，共 %2 次：%3</translation>
    </message>
    <message>
        <source>Stopping; what was measured is kept.</source>
        <translation>正在停止；已测量的会保留。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the comparison; what was measured is kept</source>
        <translation>停止比较；已测量的会保留</translation>
    </message>
    <message>
        <source>%1 of %2 runs</source>
        <translation>%2 次运行中的第 %1 次</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>An answer in a chat meanwhile would disturb the measurement.</source>
        <translation>此时在聊天中回答会干扰测量。</translation>
    </message>
</context>
<context>
    <name>SamplingGroup</name>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Higher is livelier and less certain; 0 always takes the likeliest token and can be repeated.</source>
        <translation>越高越活泼、也越不确定；0 总是选最可能的词元，结果可以重现。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Only the k likeliest tokens are considered; 0 considers all.</source>
        <translation>只考虑最可能的 k 个词元；0 表示全部考虑。</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach this share.</source>
        <translation>只考虑合计达到这个比例的最可能词元。</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Drops tokens less likely than this share of the likeliest one.</source>
        <translation>去掉可能性低于最高者这一比例的词元。</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Above 1 makes tokens that were used lately less likely.</source>
        <translation>大于 1 时，最近用过的词元更不容易再出现。</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>Above 0 favours tokens that have not come up yet.</source>
        <translation>大于 0 时，偏向还没出现过的词元。</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>Above 0 makes a token less likely each time it comes up.</source>
        <translation>大于 0 时，词元每出现一次就更不容易再出现。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same answer; -1 takes another one each time.</source>
        <translation>相同的种子给出相同的回答；-1 表示每次都换一个。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>回答上限</translation>
    </message>
    <message>
        <source>In tokens; 0 sets no limit.</source>
        <translation>以词元计；0 表示不限制。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Brings back the values above as they were at first.</source>
        <translation>把上面的数值恢复为最初的样子。</translation>
    </message>
    <message>
        <source>Reset the answer settings</source>
        <translation>重置回答设置</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>SavedRow</name>
    <message>
        <source>%1 candidates, %2 runs</source>
        <translation>%1 个候选，%2 次运行</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>重命名 %1</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>删除 %1</translation>
    </message>
</context>
<context>
    <name>SavedView</name>
    <message>
        <source>Comparisons</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Each comparison is kept here when it ends. One that was exported on another machine can be opened as well.</source>
        <translation>每次比较结束后都保存在这里。在别的机器上导出的比较也可以打开。</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open a comparison or an experiment from a file</source>
        <translation>从文件打开比较或实验</translation>
    </message>
    <message>
        <source>Answers side by side</source>
        <translation>回答并排比较</translation>
    </message>
    <message>
        <source>The measurements of any answer in a chat can be added here: open them by its speed, then choose “Add to comparison”.</source>
        <translation>聊天中任何回答的测量都可以加到这里：点它的速度打开测量，再选“加入比较”。</translation>
    </message>
    <message>
        <source>Take all out</source>
        <translation>全部移除</translation>
    </message>
    <message>
        <source>Rename the comparison</source>
        <translation>重命名比较</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Open a comparison or an experiment</source>
        <translation>打开比较或实验</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ScanFolders</name>
    <message>
        <source>Do not look into %1 any more</source>
        <translation>不再查找 %1</translation>
    </message>
    <message>
        <source>Look into another folder…</source>
        <translation>添加要查找的文件夹…</translation>
    </message>
    <message>
        <source>Look for models in this folder</source>
        <translation>在此文件夹中查找模型</translation>
    </message>
</context>
<context>
    <name>ScatterPlot</name>
    <message>
        <source>Speed over memory of %1 candidates</source>
        <translation>%1 个候选的速度与内存</translation>
    </message>
    <message>
        <source>%1: %2 tok/s, %3</source>
        <translation>%1：%2 词元/秒，%3</translation>
    </message>
    <message>
        <source>up to %1 tok/s, over memory</source>
        <translation>最高 %1 词元/秒，横轴为内存</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
</context>
<context>
    <name>SentenceCard</name>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>显示全部 %1 条</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Everything counts at once and stays on this machine.</source>
        <translation>所有设置立即生效，并且只留在这台电脑上。</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Take %1 out</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>添加模型…</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>About %1 tokens</source>
        <translation>约 %1 词元</translation>
    </message>
    <message>
        <source>A past conversation…</source>
        <translation>以往的对话…</translation>
    </message>
    <message>
        <source>Or a prompt of your own</source>
        <translation>或自己写一个提示</translation>
    </message>
    <message>
        <source>Settings to compare</source>
        <translation>要比较的设置</translation>
    </message>
    <message>
        <source>Each combination of the values is measured. A setting without values stays as the model is loaded now.</source>
        <translation>每种取值组合都会测量。没有取值的设置保持模型现在加载时的样子。</translation>
    </message>
    <message>
        <source>How it is measured</source>
        <translation>如何测量</translation>
    </message>
    <message>
        <source>Runs of each</source>
        <translation>每个的运行次数</translation>
    </message>
    <message>
        <source>Warm-up runs</source>
        <translation>预热次数</translation>
    </message>
    <message>
        <source>Tokens of an answer</source>
        <translation>回答的词元数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Fewer than %1 runs are too few to tell a difference from noise.</source>
        <translation>少于 %1 次运行，无法把差别与噪声区分开。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Send the message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Break the line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Shift+Enter</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Search the conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>Show or hide the conversations</source>
        <translation>显示或隐藏对话列表</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Show or hide the measurements</source>
        <translation>显示或隐藏测量面板</translation>
    </message>
    <message>
        <source>Ctrl+J</source>
        <translation>Ctrl+J</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>回到对话</translation>
    </message>
    <message>
        <source>Ctrl+1</source>
        <translation>Ctrl+1</translation>
    </message>
    <message>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <source>Walk through the messages</source>
        <translation>逐条浏览消息</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>上、下</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>这个列表</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Go on with a cut answer</source>
        <translation>继续被截断的回答</translation>
    </message>
    <message>
        <source>Alt+Enter</source>
        <translation>Alt+Enter</translation>
    </message>
    <message>
        <source>Attach text files</source>
        <translation>附加文本文件</translation>
    </message>
    <message>
        <source>Ctrl+U</source>
        <translation>Ctrl+U</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>About the model in use</source>
        <translation>关于当前模型</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Rename the conversation or folder in focus</source>
        <translation>重命名焦点所在的对话或文件夹</translation>
    </message>
    <message>
        <source>Open or close the folder in focus</source>
        <translation>展开或折叠焦点所在的文件夹</translation>
    </message>
    <message>
        <source>Right, Left</source>
        <translation>右、左</translation>
    </message>
    <message>
        <source>The Latency Lab</source>
        <translation>延迟实验室</translation>
    </message>
    <message>
        <source>Ctrl+2</source>
        <translation>Ctrl+2</translation>
    </message>
    <message>
        <source>Make a model smaller</source>
        <translation>把模型变小</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
</context>
<context>
    <name>SideBySide</name>
    <message>
        <source>Ask both</source>
        <translation>同时问两个</translation>
    </message>
    <message>
        <source>One after the other, each with its likeliest token every time, so that a difference is the model&apos;s.</source>
        <translation>先后回答，每次都取最可能的词元，所以差别来自模型本身。</translation>
    </message>
    <message>
        <source>A question to both models</source>
        <translation>向两个模型提一个问题</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Stop answering</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Ask both models</source>
        <translation>向两个模型提问</translation>
    </message>
    <message>
        <source>%1 tokens per second</source>
        <translation>每秒 %1 个词元</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Sidebar</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>Fettle</source>
        <translation>Fettle</translation>
    </message>
    <message>
        <source>Hide the conversations</source>
        <translation>隐藏对话列表</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>实验室</translation>
    </message>
    <message>
        <source>Tune</source>
        <translation>调优</translation>
    </message>
</context>
<context>
    <name>SizeBar</name>
    <message>
        <source>%1 of the original&apos;s size</source>
        <translation>原模型大小的 %1</translation>
    </message>
</context>
<context>
    <name>StartBar</name>
    <message>
        <source>%1 combinations, %2 runs, about %3</source>
        <translation>%1 种组合，%2 次运行，约 %3</translation>
    </message>
    <message>
        <source>%1 does not run: %2</source>
        <translation>%1 不能运行：%2</translation>
    </message>
    <message>
        <source>and %1 more do not run</source>
        <translation>另有 %1 个不能运行</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
</context>
<context>
    <name>StateLabel</name>
    <message>
        <source>The answer failed.</source>
        <translation>回答失败。</translation>
    </message>
    <message>
        <source>Interrupted when the app ended.</source>
        <translation>应用退出时被中断。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>No GPU is used</source>
        <translation>未使用 GPU</translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation>没有加载模型</translation>
    </message>
    <message>
        <source>%1 for the model</source>
        <translation>模型占用 %1</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>context: %1 of %2 tokens</source>
        <translation>上下文：%1 / %2 个词元</translation>
    </message>
</context>
<context>
    <name>StepButtons</name>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Aim</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Run and result</source>
        <translation>运行与结果</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>第 %1 步，共 %2 步：%3</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>第 %1 步：%2</translation>
    </message>
</context>
<context>
    <name>StrengthOptions</name>
    <message>
        <source>A little</source>
        <translation>一点点</translation>
    </message>
    <message>
        <source>As most do</source>
        <translation>一般程度</translation>
    </message>
    <message>
        <source>Far</source>
        <translation>很多</translation>
    </message>
</context>
<context>
    <name>TemplateText</name>
    <message>
        <source>The file brings none; a common one is used.</source>
        <translation>文件没有自带模板；使用通用模板。</translation>
    </message>
    <message>
        <source>Hide the template</source>
        <translation>隐藏模板</translation>
    </message>
    <message>
        <source>Show the template</source>
        <translation>显示模板</translation>
    </message>
</context>
<context>
    <name>TextOptions</name>
    <message>
        <source>Calibrated on which text?</source>
        <translation>用哪段文本校准？</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Best is one like what the model will be used for; at least some hundred lines. It stays on this machine.</source>
        <translation>最好与模型的用途相近，至少几百行。文本只留在本机。</translation>
    </message>
    <message>
        <source>The one of the app</source>
        <translation>应用自带的</translation>
    </message>
    <message>
        <source>A file of mine</source>
        <translation>我的文件</translation>
    </message>
    <message>
        <source>My conversations</source>
        <translation>我的对话</translation>
    </message>
    <message>
        <source>No file is chosen yet</source>
        <translation>还没有选择文件</translation>
    </message>
    <message>
        <source>Plain text in UTF-8</source>
        <translation>UTF-8 纯文本</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a text file</source>
        <translation>选择文本文件</translation>
    </message>
    <message>
        <source>Text files (*.txt *.md *.jsonl)</source>
        <translation>文本文件 (*.txt *.md *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ThoughtBlock</name>
    <message>
        <source>Thinking…</source>
        <translation>思考中…</translation>
    </message>
    <message>
        <source>Thought for %1</source>
        <translation>思考了 %1</translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation>思考过程</translation>
    </message>
</context>
<context>
    <name>TimeBar</name>
    <message>
        <source>Time that is shown</source>
        <translation>显示的时间范围</translation>
    </message>
    <message>
        <source>1 min</source>
        <translation>1 分钟</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 分钟</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>Go on with the graphs</source>
        <translation>继续更新图表</translation>
    </message>
    <message>
        <source>Hold the graphs</source>
        <translation>暂停图表</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Show less time</source>
        <translation>缩短时间范围</translation>
    </message>
    <message>
        <source>+</source>
        <translation>+</translation>
    </message>
    <message>
        <source>Show more time</source>
        <translation>延长时间范围</translation>
    </message>
    <message>
        <source>-</source>
        <translation>-</translation>
    </message>
</context>
<context>
    <name>TimelineChart</name>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Show the conversations</source>
        <translation>显示对话列表</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Hide the live measurements</source>
        <translation>隐藏实时测量</translation>
    </message>
    <message>
        <source>Show the live measurements</source>
        <translation>显示实时测量</translation>
    </message>
    <message>
        <source>Ctrl+J</source>
        <translation>Ctrl+J</translation>
    </message>
</context>
<context>
    <name>TunePage</name>
    <message>
        <source>Tune</source>
        <translation>调优</translation>
    </message>
    <message>
        <source>Make a model smaller or faster, see what it costs before it starts, and what it lost when it is done. The original is never changed.</source>
        <translation>把模型变小或变快；开始前看到代价，完成后看到损失。原模型从不改动。</translation>
    </message>
</context>
<context>
    <name>TypeEditor</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>第 %1 层，%2：%3</translation>
    </message>
    <message>
        <source>Give this type:</source>
        <translation>设为此类型：</translation>
    </message>
    <message>
        <source>Type to give</source>
        <translation>要设的类型</translation>
    </message>
    <message>
        <source>As the preset has it</source>
        <translation>与预设一致</translation>
    </message>
    <message>
        <source>Give the type to %1 in all layers</source>
        <translation>把类型给所有层的 %1</translation>
    </message>
    <message>
        <source>Types of the matrices in %1 layers</source>
        <translation>%1 层中各矩阵的类型</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Give the type to %1</source>
        <translation>把类型给 %1</translation>
    </message>
</context>
<context>
    <name>TypePicture</name>
    <message>
        <source>%1: %2, %3 of the file</source>
        <translation>%1：%2，占文件的 %3</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>第 %1 层，%2：%3</translation>
    </message>
    <message>
        <source>Types of the matrices in %1 layers</source>
        <translation>%1 层中各矩阵的类型</translation>
    </message>
    <message>
        <source>First layer on the left, layer %1 on the right</source>
        <translation>左边是第一层，右边是第 %1 层</translation>
    </message>
</context>
<context>
    <name>UserMessage</name>
    <message>
        <source>Edit and ask again; the old version is kept</source>
        <translation>编辑后重新提问（保留旧版本）</translation>
    </message>
    <message>
        <source>Copy the message</source>
        <translation>复制消息</translation>
    </message>
</context>
<context>
    <name>VariantPlot</name>
    <message>
        <source>, %1 tokens per second</source>
        <translation>，每秒 %1 个词元</translation>
    </message>
    <message>
        <source>the original</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>KL divergence %1 ± %2</source>
        <translation>KL 散度 %1 ± %2</translation>
    </message>
    <message>
        <source>%1: %2, %3%4</source>
        <translation>%1：%2，%3%4</translation>
    </message>
    <message>
        <source>All variants of this model here</source>
        <translation>本机上这个模型的所有变体</translation>
    </message>
    <message>
        <source>Further left is smaller, further down is closer to the original, larger is faster. A click loads it.</source>
        <translation>越靠左越小，越靠下越接近原模型，圆点越大越快。点击即加载。</translation>
    </message>
    <message>
        <source>Size and loss of %1 models</source>
        <translation>%1 个模型的大小与损失</translation>
    </message>
    <message>
        <source>original</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>0 bytes</source>
        <translation>0 字节</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>奈特</translation>
    </message>
</context>
<context>
    <name>VersionSwitch</name>
    <message>
        <source>Version %1 of %2</source>
        <translation>第 %1 版，共 %2 版</translation>
    </message>
    <message>
        <source>The version before</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>The next version</source>
        <translation>下一个版本</translation>
    </message>
</context>
<context>
    <name>WaitLine</name>
    <message>
        <source>The model is loading; your message is next.</source>
        <translation>模型正在加载，随后就处理你的消息。</translation>
    </message>
    <message>
        <source>Reading the conversation, %1</source>
        <translation>正在阅读对话，%1</translation>
    </message>
    <message>
        <source>Reading the conversation</source>
        <translation>正在阅读对话</translation>
    </message>
</context>
<context>
    <name>qml::Figures</name>
    <message>
        <source>%1&#xa0;s</source>
        <translation>%1&#xa0;秒</translation>
    </message>
    <message>
        <source>%1&#xa0;min</source>
        <translation>%1&#xa0;分钟</translation>
    </message>
    <message>
        <source>%1&#xa0;h %2&#xa0;min</source>
        <translation>%1&#xa0;小时 %2&#xa0;分钟</translation>
    </message>
</context>
<context>
    <name>ui::AttachmentList</name>
    <message>
        <source>Only files on this computer can be attached, not %1.</source>
        <translation>只能附加这台电脑上的文件，不能附加 %1。</translation>
    </message>
    <message>
        <source>“%1” was not attached: a message takes %2 files.</source>
        <translation>“%1”没有附加：一条消息最多可带 %2 个文件。</translation>
    </message>
    <message>
        <source>“%1” is not there any more; nothing was attached.</source>
        <translation>“%1”已经不在了；没有附加任何内容。</translation>
    </message>
    <message>
        <source>“%1” cannot be read: you have no permission for this file.</source>
        <translation>无法读取“%1”：您没有这个文件的权限。</translation>
    </message>
    <message>
        <source>“%1” is a folder; attach the files in it.</source>
        <translation>“%1”是一个文件夹；请附加其中的文件。</translation>
    </message>
    <message>
        <source>“%1” is no file with a content of its own and was not opened.</source>
        <translation>“%1”不是普通文件，没有打开它。</translation>
    </message>
    <message>
        <source>“%1” is empty; nothing was attached.</source>
        <translation>“%1”是空的；没有附加任何内容。</translation>
    </message>
    <message>
        <source>“%1” has %2; an attached file may have %3. Attach the part that matters.</source>
        <translation>“%1”有 %2；附加的文件最多可有 %3。请只附加重要的部分。</translation>
    </message>
    <message>
        <source>“%1” is a picture; the models here read text only. It was not opened.</source>
        <translation>“%1”是图片；这里的模型只读文本。没有打开它。</translation>
    </message>
    <message>
        <source>“%1” is a document with a format of its own; save it as plain text and attach that.</source>
        <translation>“%1”是带有自身格式的文档；请另存为纯文本后再附加。</translation>
    </message>
    <message>
        <source>“%1” holds no text; only text files can be attached.</source>
        <translation>“%1”不包含文本；只能附加文本文件。</translation>
    </message>
    <message>
        <source>“%1” is not in UTF-8; save it with this encoding and attach it again.</source>
        <translation>“%1”不是 UTF-8 编码；请用此编码保存后重新附加。</translation>
    </message>
</context>
<context>
    <name>ui::ChatSession</name>
    <message>
        <source>%1 (branch)</source>
        <translation>%1（分支）</translation>
    </message>
    <message>
        <source>This does not fit: the files have %1 tokens and the message %2, but the context of %3 has room for %4 beside an answer. Remove a file, or load the model with a longer context.</source>
        <translation>放不下：文件有 %1 个 token，消息有 %2 个，而 %3 的上下文除回答之外只能容纳 %4 个。请移除一个文件，或用更长的上下文加载模型。</translation>
    </message>
</context>
<context>
    <name>ui::ConversationList</name>
    <message>
        <source>“%1” was deleted.</source>
        <translation>“%1”已删除。</translation>
    </message>
    <message>
        <source>The conversation was written to “%1”.</source>
        <translation>对话已写入“%1”。</translation>
    </message>
    <message>
        <source>%1 conversations were written to “%2”.</source>
        <translation>已将 %1 个对话写入“%2”。</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversations can only be written to this computer, not to %1.</source>
        <translation>对话只能写入这台电脑，不能写入 %1。</translation>
    </message>
    <message>
        <source>Only files on this computer can be imported, not %1.</source>
        <translation>只能导入这台电脑上的文件，不能导入 %1。</translation>
    </message>
    <message>
        <source>1 conversation was imported.</source>
        <translation>已导入 1 个对话。</translation>
    </message>
    <message>
        <source>%1 conversations were imported.</source>
        <translation>已导入 %1 个对话。</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>没有导入任何内容。</translation>
    </message>
    <message>
        <source>Already here: %1.</source>
        <translation>已存在：%1。</translation>
    </message>
    <message>
        <source>Left out: %1. %2</source>
        <translation>未导入：%1。%2</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>The folder “%1” was deleted; its conversations stay.</source>
        <translation>文件夹“%1”已删除；其中的对话保留。</translation>
    </message>
</context>
<context>
    <name>ui::DeviceChoice</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>All GPUs, layers in order</source>
        <translation>所有 GPU，按顺序分层</translation>
    </message>
</context>
<context>
    <name>ui::FoundModels</name>
    <message>
        <source>“%1” is not in the cache any more.</source>
        <translation>“%1”已不在缓存中。</translation>
    </message>
    <message>
        <source>Not more than %1 folders can be looked into.</source>
        <translation>最多只能查找 %1 个文件夹。</translation>
    </message>
    <message>
        <source>“%1” is in use. Unload it first, then remove it.</source>
        <translation>“%1”正在使用。请先卸载，再移除。</translation>
    </message>
    <message>
        <source>“%1” was removed; %2 are free now.</source>
        <translation>“%1”已移除；现在空出 %2。</translation>
    </message>
</context>
<context>
    <name>ui::HubAccess</name>
    <message>
        <source>This is no token: it has spaces, other signs than letters and digits, or is too long.</source>
        <translation>这不是访问令牌：其中有空格、字母和数字以外的符号，或者太长。</translation>
    </message>
</context>
<context>
    <name>ui::LabArchive</name>
    <message>
        <source>Only files on this computer can be opened.</source>
        <translation>只能打开这台电脑上的文件。</translation>
    </message>
</context>
<context>
    <name>ui::LabReport</name>
    <message>
        <source>its end</source>
        <translation>结尾</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>the same answer, %1 tokens</source>
        <translation>回答相同，%1 词元</translation>
    </message>
    <message>
        <source>parts after %1 tokens: %2 became %3</source>
        <translation>%1 词元后分开：%2 变为 %3</translation>
    </message>
    <message>
        <source>, KL there %1 nats</source>
        <translation>，该处 KL 为 %1 nats</translation>
    </message>
    <message>
        <source>“%1” is loaded with this from now on: %2.</source>
        <translation>此后“%1”将以此加载：%2。</translation>
    </message>
    <message>
        <source>Chats have no setting yet for: %1.</source>
        <translation>聊天尚无此设置：%1。</translation>
    </message>
    <message>
        <source>Fettle Lab, %1</source>
        <translation>Fettle 实验室，%1</translation>
    </message>
    <message>
        <source>The comparison was written to “%1”.</source>
        <translation>比较已写入“%1”。</translation>
    </message>
    <message>
        <source>The comparison could not be written to “%1”: %2. Choose another place.</source>
        <translation>比较无法写入“%1”：%2。请选择别的位置。</translation>
    </message>
</context>
<context>
    <name>ui::LabSetup</name>
    <message>
        <source>Choose a model to measure.</source>
        <translation>请选择要测量的模型。</translation>
    </message>
    <message>
        <source>Choose a prompt, or write one.</source>
        <translation>请选择一个提示，或自己写一个。</translation>
    </message>
    <message>
        <source>A setting has a value that it cannot have; it says which.</source>
        <translation>有设置的取值不成立；该处有说明。</translation>
    </message>
    <message>
        <source>%1 combinations are more than the %2 that one comparison can hold. Take some values out.</source>
        <translation>%1 种组合超过了一次比较能容纳的 %2 种。请去掉一些取值。</translation>
    </message>
    <message>
        <source>None of these can run here.</source>
        <translation>这些在这里都不能运行。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>ui::LiveExport</name>
    <message>
        <source>Fettle measurements %1</source>
        <translation>Fettle 测量 %1</translation>
    </message>
    <message>
        <source>Measurements can only be written to a file on this computer.</source>
        <translation>测量只能写入这台电脑上的文件。</translation>
    </message>
    <message>
        <source>The measurements were written to “%1”.</source>
        <translation>测量已写入“%1”。</translation>
    </message>
    <message>
        <source>The measurements could not be written to “%1”: %2. Choose another place.</source>
        <translation>测量无法写入“%1”：%2。请选择别的位置。</translation>
    </message>
</context>
<context>
    <name>ui::ModelLibrary</name>
    <message>
        <source>Only files on this computer can be opened, not %1.</source>
        <translation>只能打开这台电脑上的文件，不能打开 %1。</translation>
    </message>
</context>
<context>
    <name>ui::PresetList</name>
    <message>
        <source>Presets written: %1.</source>
        <translation>已写出预设：%1 个。</translation>
    </message>
    <message>
        <source>The presets could not be written to %1: %2.</source>
        <translation>无法把预设写入 %1：%2。</translation>
    </message>
    <message>
        <source>%1 could not be read. %2</source>
        <translation>无法读取 %1。%2</translation>
    </message>
    <message>
        <source>Presets read: %1.</source>
        <translation>已读入预设：%1 个。</translation>
    </message>
</context>
<context>
    <name>ui::Workspace</name>
    <message>
        <source>%1 It was kept as %2, and a new one was begun.</source>
        <translation>%1 原文件已保留为 %2，并新建了一个。</translation>
    </message>
    <message>
        <source>“%1” is complete and checked.</source>
        <translation>“%1” 已下载完成并通过校验。</translation>
    </message>
    <message>
        <source>The models in “%1” are listed on the page of models.</source>
        <translation>“%1”中的模型已列在模型页面上。</translation>
    </message>
</context>
</TS>
