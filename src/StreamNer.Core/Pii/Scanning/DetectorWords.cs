namespace StreamNer.Pii.Scanning;

/// <summary>The words that begin or end a value by themselves, beside the context words of the types.</summary>
internal static class DetectorWords
{
    private static readonly (WordList List, string Words)[] s_lists =
    [
        (WordList.Version, "version|ver|v|build|release|firmware|kernel|driver|chapter|section|clause|sdk|api|update|patch|upgrade"),
        (WordList.Password, "password|passwd|pwd|пароль|heslo|jelszo|sifre|salasana|adgangskode|passord|passphrase|passcode|passwort|kennwort|"
            + "contrasena|senha|wachtwoord|motdepasse|haslo|losenord|apikey|accesskey|accountkey|sharedaccesskey"),
        (WordList.WeakPassword, "pass|passe|pw|secret|token|pin|key|credential"),
        (WordList.AuthScheme, "basic|bearer"),
        (WordList.AuthHeader, "authorization"),
        (WordList.Curl, "curl"),
        (WordList.AgeBefore, "age|aged|turned|turning|alter|edad|eta|idade|leeftijd|turn"),
        (WordList.AgeAfter, "yo|jahrig|jahrige|jahriger|yearold"),
        (WordList.AgeVerb, "a|ai|ont|tiene|tengo|tem|tenho|ha|ho|hat|habe"),
        (WordList.YearUnit, "year|years|yrs|yr|jahre|jahren|ans|anos|anni|jaar|ar|lat|let|y|vuotta"),
        (WordList.Old, "old|alt|oud|gammal|gammel|young|vanha"),
        (WordList.Swift, "swift|bic|identifier"),
    ];

    /// <summary>Adds them.</summary>
    public static void AddTo(Lexicon lexicon)
    {
        foreach (var (list, words) in s_lists) lexicon.Add(list, words);
        foreach (var line in DataTable.Lines("months.txt")) // the number of a month and its names
            foreach (var name in line.Split(' ').Skip(1)) lexicon.Add(WordList.Month, name);
    }
}
