namespace StreamNer.Text;

/// <summary>How text is normalised and cut before the vocabulary is asked: the settings of BERT's tokenizer, with its defaults.</summary>
/// <param name="LowerCase">Lower-case each character by its simple mapping. Default true.</param>
/// <param name="StripAccents">Decompose (NFD) and drop non-spacing marks; null (default) follows <paramref name="LowerCase"/>.</param>
/// <param name="TokenizeChineseChars">Each CJK ideograph is a word of its own. Default true.</param>
/// <param name="MaxInputCharsPerWord">Longer words, in code points after normalisation, become one unknown token. 1 to 1,000,000; default
/// 100.</param>
public sealed record TokenizerOptions(bool LowerCase = true, bool? StripAccents = null, bool TokenizeChineseChars = true,
    int MaxInputCharsPerWord = 100)
{
    /// <summary><see cref="StripAccents"/> with its default resolved.</summary>
    public bool StripsAccents => StripAccents ?? LowerCase;
}
