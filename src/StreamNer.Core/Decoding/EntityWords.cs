using StreamNer.Pii;
using StreamNer.Text;

namespace StreamNer.Decoding;

/// <summary>
/// The step between decoding and linking: takes out of the model's entities, word by word, what rules know to be no name, and lets entities begin and
/// end at words. The words that remain of an entity stay one, or become several; function words alone (<c>of the</c>) are none. Thread-safe.
/// </summary>
/// <param name="words">What a word is; the tokens are numbered by it.</param>
/// <param name="masked">Whether findings of fixed form take words out.</param>
internal sealed class EntityWords(WordRule words, bool masked)
{
    /// <summary>Whether findings of a type take words out of entities, whatever a policy does with them.</summary>
    public static bool IsForm(string type) => PiiTypes.Find(type) is { IsNoName: true };

    /// <summary>Applies the step.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="findings">The rules' findings, in any order.</param>
    /// <param name="entities">The model's entities by start; replaced by what is left of them, by start.</param>
    public void Apply(string text, TokenBuffer tokens, IReadOnlyList<PiiSpan> findings, List<EntitySpan> entities)
    {
        if (entities.Count == 0) return;
        var forms = masked ? Forms(findings) : [];
        if (forms.Count == 0 && words == WordRule.Tokenizer) return;
        var left = new List<EntitySpan>(entities.Count);
        var next = 0;
        foreach (var entity in entities)
        {
            while (next < forms.Count && forms[next].End <= entity.Start) next++;
            if (next < forms.Count && forms[next].Start < entity.End) Cut(text, tokens, forms, next, entity, left);
            else Add(text, entity, left);
        }

        entities.Clear();
        entities.AddRange(left);
    }

    // By start, and apart: what overlaps or touches is one.
    private static List<TextRange> Forms(IReadOnlyList<PiiSpan> findings)
    {
        var forms = new List<TextRange>();
        for (var i = 0; i < findings.Count; i++)
        {
            if (IsForm(findings[i].Type)) forms.Add(new TextRange(findings[i].Start, findings[i].End));
        }

        forms.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var last = 0;
        for (var i = 1; i < forms.Count; i++)
        {
            if (forms[i].Start <= forms[last].End) forms[last] = forms[last] with { End = Math.Max(forms[last].End, forms[i].End) };
            else forms[++last] = forms[i];
        }

        if (forms.Count > 0) forms.RemoveRange(last + 1, forms.Count - last - 1);
        return forms;
    }

    // Runs of words that no finding touches; the findings before the given one end before the entity.
    private void Cut(string text, TokenBuffer tokens, List<TextRange> forms, int next, in EntitySpan entity, List<EntitySpan> into)
    {
        var starts = tokens.Starts;
        var ends = tokens.Ends;
        var numbers = tokens.Words;
        TextRange? open = null;
        for (var first = IndexAtOrAfter(starts, entity.Start); first < numbers.Length && starts[first] < entity.End;)
        {
            var behind = first + 1;
            while (behind < numbers.Length && numbers[behind] == numbers[first] && starts[behind] < entity.End) behind++;
            var word = new TextRange(starts[first], ends[behind - 1]);
            while (next < forms.Count && forms[next].End <= word.Start) next++;
            if (next == forms.Count || forms[next].Start >= word.End)
            {
                open = open is { } begun ? begun with { End = word.End } : word;
            }
            else if (open is { } whole)
            {
                Add(text, entity with { Start = whole.Start, End = whole.End }, into);
                open = null;
            }

            first = behind;
        }

        if (open is { } rest) Add(text, entity with { Start = rest.Start, End = rest.End }, into);
    }

    private void Add(string text, in EntitySpan entity, List<EntitySpan> into)
    {
        if (words == WordRule.Tokenizer) into.Add(entity);
        else if (TextWords.Trim(text, entity.Start, entity.End) is { } trimmed && !FunctionWords.Alone(text.AsSpan(trimmed.Start..trimmed.End)))
            into.Add(entity with { Start = trimmed.Start, End = trimmed.End });
    }

    private static int IndexAtOrAfter(ReadOnlySpan<int> starts, int start)
    {
        var at = starts.BinarySearch(start);
        if (at < 0) return ~at;
        while (at > 0 && starts[at - 1] == start) at--;
        return at;
    }
}
