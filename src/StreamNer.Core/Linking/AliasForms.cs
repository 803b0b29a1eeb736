using StreamNer.Decoding;
using StreamNer.Pii.Scanning;

namespace StreamNer.Linking;

/// <summary>The aliases of an entity: those that its record states, and those that follow from them by rule.</summary>
internal static class AliasForms
{
    private const int LongestAcronym = 6;

    /// <summary>All aliases in no particular order; some may fold to the same key.</summary>
    public static IEnumerable<(string Alias, AliasKind Kind)> Of(KnowledgeRecord entity)
    {
        var type = LabelMap.Default.Of(entity.Type);
        foreach (var form in Stated(entity)) yield return form;
        foreach (var region in entity.Regions) yield return ($"{entity.Name}, {region}", AliasKind.Region);
        foreach (var name in entity.Aliases.Prepend(entity.Name))
        {
            foreach (var form in Spellings(name)) yield return form;
            if (type != LabelKind.Organization || LegalSuffixes.Without(name) is not { } brief) continue;
            yield return (brief, AliasKind.LegalSuffix);
            if (Hashtag(brief) is { } word) yield return (word, AliasKind.Hashtag);
        }

        if (type == LabelKind.Organization && Acronym(LegalSuffixes.Without(entity.Name) ?? entity.Name) is { } letters)
            yield return (letters, AliasKind.Acronym);
        if (type == LabelKind.Person && PersonName.Parse(entity.Name, entity.Country) is { } person)
        {
            foreach (var form in Of(person)) yield return form;
        }
    }

    private static IEnumerable<(string Alias, AliasKind Kind)> Stated(KnowledgeRecord entity)
    {
        yield return (entity.Name, AliasKind.Name);
        foreach (var alias in entity.Aliases) yield return (alias, AliasKind.Stated);
        foreach (var handle in entity.Handles) yield return (handle, AliasKind.Handle);
        foreach (var ticker in entity.Tickers) yield return (ticker, AliasKind.Cashtag);
        foreach (var demonym in entity.Demonyms) yield return (demonym, AliasKind.Demonym);
    }

    private static IEnumerable<(string Alias, AliasKind Kind)> Spellings(string name)
    {
        if (Bare(name) is { } bare) yield return (bare, AliasKind.Accents);
        if (Transliteration.Of(name) is { } latin) yield return (latin, AliasKind.Transliteration);
        if (Hashtag(name) is { } word) yield return (word, AliasKind.Hashtag);
    }

    /// <summary>The words written as one; null for a single one, and where that would be too short or too long.</summary>
    private static string? Hashtag(string name)
    {
        var words = Words(name);
        return words.Length > 1 && words.Sum(word => word.Length) is > 5 and <= 30 ? string.Concat(words) : null;
    }

    private static IEnumerable<(string Alias, AliasKind Kind)> Of(PersonName person)
    {
        foreach (var form in person.Initials()) yield return (form, AliasKind.Initials);
        foreach (var surname in person.Surnames())
        {
            yield return (surname, AliasKind.Surname);
            if (Bare(surname) is { } bare) yield return (bare, AliasKind.Surname);
        }

        foreach (var form in person.Initials().Select(Bare).OfType<string>()) yield return (form, AliasKind.Initials);
    }

    /// <summary>The name without accents; null when it has none.</summary>
    private static string? Bare(string name)
    {
        var ascii = true;
        foreach (var c in name) ascii &= c < 128;
        if (ascii) return null;
        Span<char> letters = new char[name.Length];
        name.CopyTo(letters);
        return AliasKey.DropAccents(letters, out var length) ? new string(letters[..length]) : null;
    }

    /// <summary>The first letters of three to six words that begin with a capital; small words between them do not count.</summary>
    private static string? Acronym(string name)
    {
        Span<char> letters = stackalloc char[LongestAcronym];
        var count = 0;
        foreach (var word in Words(name))
        {
            if (char.IsLower(word[0])) continue;
            if (!char.IsUpper(word[0]) || count == letters.Length) return null;
            letters[count++] = CharTable.Words[word[0]];
        }

        return count < 3 ? null : new string(letters[..count]).ToUpperInvariant();
    }

    private static string[] Words(string name) => name.Split([' ', '-', '\u2013', '/', '&', ','], StringSplitOptions.RemoveEmptyEntries);
}
