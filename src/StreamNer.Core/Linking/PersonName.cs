namespace StreamNer.Linking;

/// <summary>The parts of a person's name.</summary>
/// <param name="Given">Given names, as they are written.</param>
/// <param name="Particles">Words between given names and surname: <c>van der</c>, <c>de</c>; empty without any.</param>
/// <param name="Surname">The surname without its particles.</param>
internal sealed record PersonName(string[] Given, string Particles, string Surname)
{
    private static readonly HashSet<string> s_particles = new(
        ["van", "von", "de", "del", "della", "der", "den", "di", "da", "do", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "ben",
            "ter", "ten",
            "zu", "zur", "af", "av", "y"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> s_suffixes =
        new(["jr", "sr", "jnr", "snr", "junior", "senior", "phd", "md", "esq"], StringComparer.OrdinalIgnoreCase);

    // Where the surname comes first and English keeps it there.
    private static readonly HashSet<string> s_surnameFirst = new(["CN", "TW", "HK", "MO", "KR", "KP", "VN"], StringComparer.Ordinal);

    /// <summary>Reads a name of two words or more; null for names that have no surname, as those of rulers and saints.</summary>
    /// <param name="name">The name; what is in brackets behind it does not count.</param>
    /// <param name="country">Where the person is from, two letters; tells whether the surname comes first.</param>
    public static PersonName? Parse(string name, string country)
    {
        var bracket = name.IndexOf('(', StringComparison.Ordinal);
        var words = (bracket > 0 ? name[..bracket] : name).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).ToList();
        while (words.Count > 1 && s_suffixes.Contains(words[^1].TrimEnd('.'))) words.RemoveAt(words.Count - 1);
        if (words.Count < 2 || words.Exists(word => word is "of" or "the" or "I" || !char.IsLetter(word[0]) || IsRomanNumeral(word))) return null;
        if (s_surnameFirst.Contains(country) && words.Count <= 3 && words[0].Length <= 7) return new PersonName([.. words[1..]], "", words[0]);

        var surname = words.Count - 1;
        var particles = surname;
        while (particles > 1 && s_particles.Contains(words[particles - 1])) particles--;
        return new PersonName([.. words[..particles]], string.Join(' ', words[particles..surname]), words[surname]);
    }

    /// <summary>The surname, also with its particles.</summary>
    public IEnumerable<string> Surnames()
    {
        if (Particles.Length > 0) yield return $"{Particles} {Surname}";
        if (Surname.Length > 1) yield return Surname;
    }

    /// <summary>Initials and surname: the first given name's alone, and those of all, apart and together.</summary>
    public IEnumerable<string> Initials()
    {
        var whole = Particles.Length > 0 ? $"{Particles} {Surname}" : Surname;
        var letters = Array.ConvertAll(Given, name => name[..1]);
        yield return $"{letters[0]} {whole}";
        if (letters.Length < 2) yield break;
        yield return $"{string.Join(' ', letters)} {whole}";
        yield return $"{string.Concat(letters)} {whole}";
    }

    private static bool IsRomanNumeral(string word) => word.Length > 1 && word.All(c => c is 'I' or 'V' or 'X');
}
