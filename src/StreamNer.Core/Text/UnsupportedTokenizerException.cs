namespace StreamNer.Text;

/// <summary>A vocabulary or tokenizer definition that is broken, or that asks for what this tokenizer does not do; the message names it.</summary>
internal sealed class UnsupportedTokenizerException(string message, Exception? inner = null) : Exception(message, inner);
