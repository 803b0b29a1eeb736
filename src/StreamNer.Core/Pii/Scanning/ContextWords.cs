namespace StreamNer.Pii.Scanning;

/// <summary>The context words of all types as token phrases. Built once, then read by any thread.</summary>
internal sealed class ContextWords
{
    private readonly Dictionary<ushort, List<Phrase>> _building = [];
    private Phrase[]?[] _byFirst = [];

    /// <summary>Adds the phrases (parted by <c>|</c>) for the types with these bits, or as labels of them.</summary>
    public void Add(Lexicon lexicon, string phrases, UInt128 types, UInt128 labels)
    {
        foreach (var phrase in phrases.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            ushort[] words = [.. phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => lexicon.Add(word))];
            if (!_building.TryGetValue(words[0], out var list)) _building.Add(words[0], list = []);
            var at = list.FindIndex(p => p.Rest.AsSpan().SequenceEqual(words.AsSpan(1)));
            if (at < 0) list.Add(new Phrase(words[1..], types, labels));
            else list[at] = list[at] with { Types = list[at].Types | types, Labels = list[at].Labels | labels };
        }
    }

    /// <summary>Ends the building.</summary>
    public void Freeze()
    {
        _byFirst = new Phrase[]?[_building.Keys.DefaultIfEmpty().Max() + 1];
        foreach (var (first, list) in _building) _byFirst[first] = [.. list.OrderByDescending(p => p.Rest.Length)];
    }

    /// <summary>Finds the phrases that begin with the token at <paramref name="at"/>, whose word is <paramref name="word"/>; every phrase that fits
    /// counts.</summary>
    public void Find(ReadOnlySpan<Token> tokens, int at, ushort word, List<ContextHit> into)
    {
        if (word >= _byFirst.Length || _byFirst[word] is not { } phrases) return;
        foreach (var phrase in phrases)
        {
            var last = Match(tokens, at, phrase.Rest);
            if (last >= 0) into.Add(new ContextHit(at, last, phrase.Types, phrase.Labels));
        }
    }

    /// <summary>The last token of the longest phrase that begins at <paramref name="at"/>, or -1.</summary>
    public int Longest(ReadOnlySpan<Token> tokens, int at)
    {
        if (tokens[at].Word >= _byFirst.Length || _byFirst[tokens[at].Word] is not { } phrases) return -1;
        foreach (var phrase in phrases)
            if (Match(tokens, at, phrase.Rest) is >= 0 and var last) return last;
        return -1;
    }

    // Words of a phrase may be parted by two of - . ' / as in "S.S.N.", "zip-code", "Kto.-Nr."; a symbol has word 0, so its text is not looked at.
    private static int Match(ReadOnlySpan<Token> tokens, int at, ushort[] rest)
    {
        foreach (var word in rest)
        {
            at++;
            for (var symbols = 0; symbols < 2 && at < tokens.Length && tokens[at].Kind == TokenKind.Symbol && tokens[at].Gap == Gap.None; symbols++)
                at++;
            if (at >= tokens.Length || tokens[at].Word != word) return -1;
        }

        return at;
    }

    private sealed record Phrase(ushort[] Rest, UInt128 Types, UInt128 Labels);
}

/// <summary>A context phrase in the text: its first and last token, the types (bit = index) it speaks for, and those it only labels.</summary>
internal readonly record struct ContextHit(int First, int Last, UInt128 Types, UInt128 Labels);
