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
        foreach (var entity in entities)
        {
            if (forms.Exists(form => form.Start < entity.End && entity.Start < form.End)) Cut(text, tokens, forms, entity, left);
            else Add(text, entity, left);
        }

        entities.Clear();
        entities.AddRange(left);
    }

    private static List<WordSpan> Forms(IReadOnlyList<PiiSpan> findings)
    {
        var forms = new List<WordSpan>();
        for (var i = 0; i < findings.Count; i++)
        {
            if (IsForm(findings[i].Type)) forms.Add(new WordSpan(findings[i].Start, findings[i].End));
        }

        return forms;
    }

    // Runs of words that no finding touches.
    private void Cut(string text, TokenBuffer tokens, List<WordSpan> forms, in EntitySpan entity, List<EntitySpan> into)
    {
        var starts = tokens.Starts;
        var ends = tokens.Ends;
        var numbers = tokens.Words;
        var open = new WordSpan(0, 0);
        for (var first = IndexAtOrAfter(starts, entity.Start); first < numbers.Length && starts[first] < entity.End;)
        {
            var next = first + 1;
            while (next < numbers.Length && numbers[next] == numbers[first] && starts[next] < entity.End) next++;
            var word = new WordSpan(starts[first], ends[next - 1]);
            var isForm = forms.Exists(form => form.Start < word.End && word.Start < form.End);
            if (isForm && open.End > 0)
            {
                Add(text, entity with { Start = open.Start, End = open.End }, into);
                open = new WordSpan(0, 0);
            }
            else if (!isForm)
            {
                open = open.End > 0 ? open with { End = word.End } : word;
            }

            first = next;
        }

        if (open.End > 0) Add(text, entity with { Start = open.Start, End = open.End }, into);
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
