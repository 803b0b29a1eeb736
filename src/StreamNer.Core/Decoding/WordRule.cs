namespace StreamNer.Decoding;

/// <summary>What a word is, on which labels, entities and windows are built.</summary>
public enum WordRule
{
    /// <summary>A word of the text as people see it (docs/adr/0008): <c>Last-Other</c>, <c>some_name</c>, <c>AT&amp;T</c>.</summary>
    Text,

    /// <summary>A word of the tokeniser, as in the token-classification pipeline of Hugging Face transformers.</summary>
    Tokenizer,
}
