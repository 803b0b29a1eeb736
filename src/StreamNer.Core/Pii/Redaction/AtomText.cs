namespace StreamNer.Pii;

/// <summary>
/// The original text with every replaced range made opaque, unit for unit: offsets and the number of words, on which context distance is
/// counted, stay those of the original, and nothing in the range can be found or speak for what stands near it.
/// </summary>
internal sealed class AtomText
{
    // A letter that no detector and no context word uses, a CJK letter for digits (it ends a word, as digits do), and a plain symbol.
    private const char Letter = '\uA66E';
    private const char Digit = '\u4E00';
    private const char Symbol = '\u00A6';

    private readonly List<MergedSpan> _replaced;

    /// <summary>Makes the text; kept findings stay readable.</summary>
    public AtomText(string text, List<MergedSpan> merged)
    {
        _replaced = merged.FindAll(static span => span.Action != PiiAction.Keep);
        Text = string.Create(text.Length, (text, _replaced), static (output, source) =>
        {
            source.text.CopyTo(output);
            foreach (var span in source._replaced)
            {
                foreach (ref var c in output[span.Start..span.End])
                {
                    if (char.IsWhiteSpace(c)) continue;
                    c = char.IsDigit(c) ? Digit : char.IsLetter(c) ? Letter : Symbol;
                }
            }
        });
    }

    /// <summary>The text to scan; as long as the original.</summary>
    public string Text { get; }

    /// <summary>True when [start, end) lies within replaced ranges altogether, blanks and punctuation between them aside.</summary>
    public bool Covers(int start, int end)
    {
        for (var i = FirstEndingAfter(start); i < _replaced.Count && _replaced[i].Start < end; i++)
        {
            if (HasContent(start, _replaced[i].Start)) return false;
            start = _replaced[i].End;
        }

        return !HasContent(start, end);
    }

    private int FirstEndingAfter(int position)
    {
        int low = 0, high = _replaced.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_replaced[middle].End > position) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private bool HasContent(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!char.IsWhiteSpace(Text[i]) && !char.IsPunctuation(Text[i])) return true;
        }

        return false;
    }
}
