using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>The words of addresses: street types and their endings, units, post boxes, countries (libpostal's dictionaries and ISO 3166 names), and
/// small words inside names.</summary>
internal sealed class AddressWords
{
    // Types that make an address with a number beside them even in lower case.
    private const string Strong =
        "street|road|avenue|lane|drive|boulevard|blvd|ave|rd|rue|via|viale|calle|avenida|avda|rua|strasse|straße|str|weg|platz|gasse|"
        + "straat|laan|ulica|ul|ulice|utca|ut|ter|korut|rakpart|sokak|sokagi|cadde|caddesi|gata|gatan|vagen|vej|gade|veien|plaza|plac|"
        + "piazza|place|quai|chemin|impasse|allee|carrera|paseo|camino|travessa|largo|praca|corso|strada|namesti|aleja|aleje|bulevar|"
        + "prospekt|улица|ул|проспект|переулок|οδος|λεωφορος|plein|gracht|kade|plass|torv|stræde|stræti|dreef|steenweg|ctra|carretera|"
        + "ronda|cuesta|beco|travessia|"
        + "estrada|vicolo|borgo|lungotevere|passage|cours|route|highway|terrace|crescent|parade|setany|"
        + "fasor|pr|mnt|tee|pst|iela|gatve|vei|veg|vag|gate|tie|trg|utja|marg|jalan|jl";

    /// <summary>The value of the role <see cref="WordRoles.StreetStrong"/> for a word that stands before the name alone.</summary>
    public const int Prefix = 2;

    private const string Prefixes =
        "rue|via|viale|calle|avenida|avda|rua|ulica|ul|piazza|chemin|impasse|camino|travessa|largo|corso|strada|beco|travessia|estrada|vicolo|borgo|lungotevere";

    // Endings of street names beside the types' own, and type words that also end other words.
    private const string NameEndings =
        "tie|kuja|polku|utca|gata|gotu|vegur|gate|veg|vei|vej|tanav|maja|maantee|jarve|hof|str|dijk|singel|park|dal|stien|bakken|"
        + "haven|gaarden|marken|backen|stigen";

    private const string NoEndings =
        "land|end|burg|top|run|light|limits|part|port|ports|play|under|down|news|rest|space|lines|lia|round|west|east|north|south";

    private const string Connectors =
        "de|la|le|les|du|des|of|the|van|der|den|von|vom|zum|zur|am|an|im|della|dello|dei|delle|degli|di|del|el|los|las|da|do|dos|das|"
        + "af|y|e|i|na|nad|et|en|ter|te|op|d|l|al|aux|au|sur|sous|to|in|ibn|bin";
    private const string Units =
        "apt|apartment|suite|ste|unit|flat|room|floor|fl|appt|appartement|wohnung|whg|piso|puerta|interno|lakas|byt|lejlighed|lgh|"
        + "bldg|building";
    private const string Openers =
        "at|to|is|in|from|address|addresses|on|adresse|near|home|visit|are|lives|live|located|situated|bei|nach|chez";

    // English types, which never begin a street's name.
    private const string Endings = "street|st|road|rd|lane|ln|drive|dr|blvd|crescent|cres|highway|hwy|court|ct|way|close|parkway|pkwy|circle|"
        + "square|sq|mews|grove|gardens|ave|trail|turnpike";

    // Words whose number is no house's.
    private const string Numbered = "chapter|season|seasons|episode|part|level|section|gate|page|pages|volume|vol|act|scene|track|figure|fig|table|"
        + "day|week|stage|phase|round|lesson|issue|book|series|version|top|grade|class|game|match|channel|rule|article|step|kapitel|seite|staffel|"
        + "capitulo|chapitre|saison|temporada|capitolo|stagione|max|action|size|sz|model|core|gtx|rtx|xbox|iphone|galaxy|windows|android|ryzen|"
        + "ext|extension|type|prism|monday|tuesday|wednesday|thursday|friday|saturday|sunday";

    // Words behind a number that is no house's: units of measure and what is counted.
    private const string Counted = "am|pm|km|kg|mb|gb|tb|lb|lbs|ft|cm|mm|oz|mph|kmh|mg|ml|hz|mhz|ghz|hr|hrs|hours|mins|minutes|"
        + "sec|secs|seconds|days|weeks|month|months|years|yr|yrs|percent|million|millions|billion|billions|trillion|"
        + "thousand|dozen|times|people|persons|views|likes|subs|subscribers|followers|points|pts|dollars|bucks|euros|pounds|cents|"
        + "miles|meters|metres|kilometers|feet|inches|degrees|goals|votes|tweets|posts|videos|episodes|seasons|games|pages|"
        + "ads|jobs|wins|losses|beds|baths|kids|guys|girls|boys|more|others|stunden|tage|jahre|heures|jours|horas|dias|ore|giorni";

    // Small words behind a number that begins no street.
    private const string NoBeginnings = "on|at|for|with|from|by|or|than|is|are|was|if|but|as|vs|out|away";

    // Short forms of kinds of streets that are rather English words.
    private const string NoTypes =
        "all|and|out|no|by|is|it|id|art|arts|bad|con|ext|for|gal|get|ham|hi|most|par|part|pas|pass|pro|put|ten|us|val|var|long";

    // Words before a year.
    private const string BeforeYear = "in|since|during|the|of|until|till|by|from|before|after|late|early|mid|im|seit|en|depuis|desde|nel|dal";

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _suffixes;
    private readonly ContextWords _countries = new();

    /// <summary>Adds the words to the lexicon.</summary>
    public AddressWords(Lexicon lexicon)
    {
        var suffixes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in DataTable.Lines("address-words.txt"))
        {
            var words = line.Split(' ');
            var role = words[1] switch { "type" => WordRoles.Street, "short" => WordRoles.StreetShort, _ => WordRoles.None };
            for (var i = 2; i < words.Length; i++)
            {
                if (role != WordRoles.None) lexicon.Add(words[i], role);
                else if (words[1] == "suffix") suffixes.Add(CharTable.Word(words[i]));
            }
        }

        foreach (var word in NoTypes.Split('|')) lexicon.Remove(word, WordRoles.Street | WordRoles.StreetShort);
        foreach (var word in Strong.Split('|'))
        {
            lexicon.Add(word, WordRoles.Street | WordRoles.StreetStrong);
            if (word.Length >= 4) suffixes.Add(CharTable.Word(word));
        }

        foreach (var word in "street|road|avenue|lane|boulevard|blvd|ave|rd".Split('|')) lexicon.Add(word, WordRoles.StreetStrong,
            1); // also in small letters without a number behind
        foreach (var word in Prefixes.Split('|')) lexicon.Add(word, WordRoles.StreetStrong, Prefix);
        foreach (var word in NameEndings.Split('|')) suffixes.Add(word);
        foreach (var word in NoEndings.Split('|')) suffixes.Remove(word);
        foreach (var word in Endings.Split('|')) lexicon.Add(word, WordRoles.StreetEnding);
        foreach (var word in Numbered.Split('|')) lexicon.Add(word, WordRoles.Numbered);
        foreach (var word in Counted.Split('|')) lexicon.Add(word, WordRoles.Counted);
        foreach (var word in BeforeYear.Split('|')) lexicon.Add(word, WordRoles.BeforeYear);
        foreach (var word in Connectors.Split('|')) lexicon.Add(word, WordRoles.Connector);
        foreach (var word in Units.Split('|')) lexicon.Add(word, WordRoles.Unit);
        foreach (var word in Openers.Split('|')) lexicon.Add(word, WordRoles.Opener);
        foreach (var word in "box|postfach|postbus|casilla|apartado|boks|postboks|postiljska".Split('|')) lexicon.Add(word, WordRoles.PostBox);
        foreach (var name in DataTable.Lines("countries.txt"))
        {
            _countries.Add(lexicon, name, 1, 0);
            lexicon.Add(name.Split(' ')[0], WordRoles.Country);
        }

        lexicon.Add("u", WordRoles.StreetShort); // Hungarian utca
        foreach (var word in "corner|ecke|esquina|angolo".Split('|')) lexicon.Add(word, WordRoles.Corner);
        _suffixes = suffixes.GetAlternateLookup<ReadOnlySpan<char>>();
        _countries.Freeze();
    }

    /// <summary>Whether the word is a small one behind a number that is no house's: "10 on Main", "4 at".</summary>
    public static bool BeginsNoStreet(ReadOnlySpan<char> word) => CharTable.IsOneOf(word, NoBeginnings);

    /// <summary>Whether a word ends in a street type, with at least three letters before it.</summary>
    public bool HasSuffix(ReadOnlySpan<char> word)
    {
        if (word.Length is < 6 or > 40) return false;
        Span<char> folded = stackalloc char[12];
        var take = Math.Min(12, word.Length - 3);
        for (var i = 0; i < take; i++) folded[i] = CharTable.Words[word[word.Length - take + i]];
        for (var length = 3; length <= take; length++)
            if (_suffixes.Contains(folded.Slice(take - length, length))) return true;
        return false;
    }

    /// <summary>The last token of the longest country name that begins at <paramref name="token"/>, or -1.</summary>
    public int CountryEnd(in Scan scan, int token) => _countries.Longest(scan.Tokens, token);
}
