using System.Globalization;

namespace StreamNer.Pii.Scanning;

/// <summary>The words that begin or end a value by themselves, beside the context words of the types.</summary>
internal static class DetectorWords
{
    /// <summary>The value of the role <see cref="WordRoles.Password"/> for a word that is also said of other things.</summary>
    public const int Weak = 1;

    private const string Version = "version|ver|v|build|release|firmware|kernel|driver|chapter|section|clause|sdk|api|update|patch|upgrade";
    private const string Passwords =
        "password|passwd|pwd|пароль|heslo|jelszo|sifre|salasana|adgangskode|passord|passphrase|passcode|passwort|kennwort|contrasena|senha|wachtwoord|motdepasse|haslo|losenord|apikey|accesskey|accountkey|sharedaccesskey";
    // also said of other things: what follows must look like a secret
    private const string WeakPasswords = "pass|passe|pw|secret|token|pin|key|credential";
    private const string AuthSchemes = "basic|bearer";
    private const string AgeBefore = "age|aged|turned|turning|alter|edad|eta|idade|leeftijd|turn";
    private const string AgeAfter = "yo|jahrig|jahrige|jahriger|yearold";
    private const string YearUnits = "year|years|yrs|yr|jahre|jahren|ans|anos|anni|jaar|ar|lat|let|y|vuotta";
    private const string AgeVerbs = "a|ai|ont|tiene|tengo|tem|tenho|ha|ho|hat|habe";
    private const string Old = "old|alt|oud|gammal|gammel|young|vanha";

    /// <summary>Adds them with their roles.</summary>
    public static void AddTo(Lexicon lexicon)
    {
        Add(lexicon, Version, WordRoles.Version);
        Add(lexicon, Passwords, WordRoles.Password);
        foreach (var word in WeakPasswords.Split('|')) lexicon.Add(word, WordRoles.Password, Weak);
        Add(lexicon, AuthSchemes, WordRoles.AuthScheme);
        Add(lexicon, "authorization", WordRoles.AuthHeader);
        Add(lexicon, "curl", WordRoles.Curl);
        Add(lexicon, AgeBefore, WordRoles.AgeBefore);
        Add(lexicon, AgeAfter, WordRoles.AgeAfter);
        Add(lexicon, YearUnits, WordRoles.YearUnit);
        Add(lexicon, AgeVerbs, WordRoles.AgeVerb);
        Add(lexicon, Old, WordRoles.Old);
        Add(lexicon, "swift|bic|identifier", WordRoles.Swift);
        foreach (var line in DataTable.Lines("months.txt"))
        {
            var words = line.Split(' ');
            for (var i = 1; i < words.Length; i++) lexicon.Add(words[i], WordRoles.Month, int.Parse(words[0], CultureInfo.InvariantCulture));
        }
    }

    private static void Add(Lexicon lexicon, string words, WordRoles role)
    {
        foreach (var word in words.Split('|')) lexicon.Add(word, role);
    }
}
