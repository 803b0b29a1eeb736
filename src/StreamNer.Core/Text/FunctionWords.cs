namespace StreamNer.Text;

/// <summary>
/// Words of grammar, which name nothing: articles, prepositions, conjunctions, pronouns and forms of <c>be</c>, <c>have</c> and <c>do</c> in
/// English, and the articles, prepositions and conjunctions of German, French, Spanish, Italian, Portuguese and Dutch. Words that people also use
/// for a name in small letters (<c>us</c>, <c>la</c>, <c>may</c>, <c>will</c>) are left out. Thread-safe.
/// </summary>
internal static class FunctionWords
{
    private const string English = "a|an|the|of|and|or|but|nor|in|on|at|to|for|from|by|with|as|into|onto|about|after|before|than|that|this|these|"
        + "those|it|its|he|she|they|them|we|you|i|me|my|your|his|her|him|our|their|is|are|was|were|be|been|am|do|does|did|has|have|had|not|no|so|"
        + "if|then|there|here|what|which|who|whom|when|where|how|why|because|while|though|although|until|upon|within|without|through|during";

    private const string Others = "der|die|das|den|dem|ein|eine|einer|einem|einen|und|oder|von|zu|mit|auf|für|im|am|aus|bei|nach|"
        + "le|les|un|une|des|du|de|et|ou|à|au|aux|dans|pour|par|sur|"
        + "el|los|las|una|y|o|del|con|por|para|en|que|"
        + "il|lo|gli|di|da|nel|della|e|os|as|um|uma|do|na|het|een|van|op";

    private const int Longest = 8;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_words =
        $"{English}|{Others}".Split('|').ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a text consists of such words alone, in small letters, with white space and punctuation between; false for a text without a
    /// word.</summary>
    public static bool Alone(ReadOnlySpan<char> text)
    {
        var words = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                if (char.IsSurrogate(text[at])) return false;
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && char.IsLetterOrDigit(text[end])) end++;
            if (end - at > Longest || !s_words.Contains(text[at..end])) return false;
            words++;
            at = end;
        }

        return words > 0;
    }
}
