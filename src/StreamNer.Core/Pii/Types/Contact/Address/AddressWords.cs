using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>The words of addresses: street types and their endings, units, post boxes, countries (libpostal's dictionaries and ISO 3166 names), and
/// small words inside names.</summary>
internal sealed class AddressWords
{
    // Also endings of names: "Hauptstraße".
    private const string Strong =
        "street|road|avenue|lane|drive|boulevard|blvd|ave|rd|rue|via|viale|calle|avenida|avda|rua|strasse|straße|str|"
        + "weg|platz|gasse|straat|laan|ulica|ul|ulice|utca|ut|ter|korut|rakpart|sokak|sokagi|cadde|caddesi|gata|gatan|vagen|vej|gade|"
        + "veien|plaza|plac|piazza|place|quai|chemin|impasse|allee|carrera|paseo|camino|travessa|largo|praca|corso|strada|namesti|aleja|"
        + "aleje|bulevar|prospekt|улица|ул|проспект|переулок|οδος|λεωφορος|plein|gracht|kade|plass|torv|stræde|stræti|dreef|steenweg|"
        + "ctra|carretera|ronda|cuesta|beco|travessia|estrada|vicolo|borgo|lungotevere|passage|cours|route|highway|terrace|crescent|"
        + "parade|setany|fasor|pr|mnt|tee|pst|iela|gatve|vei|veg|vag|gate|tie|trg|utja|marg|jalan|jl";

    // Endings of street names beside the types' own, and type words that also end other words.
    private const string NameEndings =
        "tie|kuja|polku|utca|gata|gotu|vegur|gate|veg|vei|vej|weg|vag|tun|tanav|maja|maantee|jarve|hof|str|dijk|singel|park|dal|"
        + "stien|bakken|haven|gaarden|marken|backen|stigen";

    private const string NoEndings =
        "land|end|burg|top|run|light|limits|part|port|ports|play|under|down|news|rest|space|lines|round|west|east|"
        + "north|south";

    // Short forms of kinds of streets that are rather English words.
    private const string NoTypes =
        "all|and|out|no|by|is|it|id|art|arts|bad|con|ext|for|gal|get|ham|hi|most|par|part|pas|pass|pro|put|ten|us|val|"
        + "var|long";

    private static readonly (WordList List, string Words)[] s_lists =
    [
        (WordList.StreetStrong, Strong),
        (WordList.Street, Strong),
        (WordList.StreetPrefix, "rue|via|viale|calle|avenida|avda|rua|ulica|ul|piazza|chemin|impasse|camino|travessa|largo|"
            + "corso|strada|beco|travessia|estrada|vicolo|borgo|lungotevere"),
        (WordList.StreetPlain, "street|road|avenue|lane|boulevard|blvd|ave|rd"),
        (WordList.StreetEnding, "street|st|road|rd|lane|ln|drive|dr|blvd|crescent|cres|highway|hwy|court|ct|way|close|"
            + "parkway|pkwy|circle|square|sq|mews|grove|gardens|ave|trail|turnpike"),
        (WordList.Unit, "apt|apartment|suite|ste|unit|flat|room|floor|fl|appt|appartement|wohnung|whg|piso|puerta|"
            + "interno|lakas|byt|lejlighed|lgh|bldg|building"),
        (WordList.PostBox, "box|postfach|postbus|casilla|apartado|boks|postboks|postiljska"),
        (WordList.Connector, "de|la|le|les|du|des|of|the|van|der|den|von|vom|zum|zur|am|an|im|della|dello|dei|delle|"
            + "degli|di|del|el|los|las|da|do|dos|das|af|y|e|i|na|nad|et|en|ter|te|op|d|l|al|aux|au|sur|sous|to|in|ibn|bin"),
        (WordList.Opener, "at|to|is|in|from|address|addresses|on|adresse|near|home|visit|are|lives|live|located|"
            + "situated|bei|nach|chez"),
        (WordList.Corner, "corner|ecke|esquina|angolo"),
        (WordList.NoPlace, "i|we|you|he|she|they|it|its|my|your|our|his|her|their|please|pls|call|ring|buzz|text|leave|deliver|thanks|thank|"
            + "tel|telephone|phone|fax|mobile|cell|email|mail|attn|att|contact|hours|open|is|are|was|were|has|have|had|do|does|did|can|will|"
            + "and|or|but|so|if|then|for|from|to|at|in|on|with|by|as|this|that|these|those|there|here|when|where|what|who|why|how|not|no|"
            + "yes|ok|hi|hello|dear|mr|mrs|ms|dr|born|dob|ssn|card|account|order|see|come|bring|just|now|today|tomorrow|"
            + "monday|tuesday|wednesday|thursday|friday|saturday|sunday|bitte|danke|telefon|handy|und|ich|wir|merci|por|gracias|grazie"),
        (WordList.Numbered, "chapter|season|seasons|episode|part|level|section|gate|page|pages|volume|vol|act|scene|"
            + "track|figure|fig|table|day|week|stage|phase|round|lesson|issue|book|series|version|top|grade|class|game|match|channel|rule|"
            + "article|step|kapitel|seite|staffel|capitulo|chapitre|saison|temporada|capitolo|stagione|ext|extension|"
            + "monday|tuesday|wednesday|thursday|friday|saturday|sunday"),
        (WordList.Counted, "am|pm|km|kg|mb|gb|tb|lb|lbs|ft|cm|mm|oz|mph|kmh|mg|ml|hz|mhz|ghz|hr|hrs|hours|mins|"
            + "minutes|sec|secs|seconds|days|weeks|month|months|years|yr|yrs|percent|million|millions|billion|billions|trillion|thousand|"
            + "dozen|times|people|persons|views|likes|subs|subscribers|followers|points|pts|dollars|bucks|euros|pounds|cents|miles|meters|"
            + "metres|kilometers|feet|inches|degrees|goals|votes|tweets|posts|videos|episodes|seasons|games|pages|ads|jobs|wins|losses|beds|"
            + "baths|kids|guys|girls|boys|more|others|stunden|tage|jahre|heures|jours|horas|dias|ore|giorni"),
        (WordList.BeforeYear, "in|since|during|the|of|until|till|by|from|before|after|late|early|mid|im|seit|en|depuis|"
            + "desde|nel|dal"),
        (WordList.NoStreet, "on|at|for|with|from|by|or|than|is|are|was|if|but|as|vs|out|away"),
    ];

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _suffixes;
    private readonly ContextWords _countries = new();

    /// <summary>Adds the words to the lexicon.</summary>
    public AddressWords(Lexicon lexicon)
    {
        var suffixes = new HashSet<string>(StringComparer.Ordinal);
        var noTypes = NoTypes.Split('|').ToHashSet(StringComparer.Ordinal);
        foreach (var line in DataTable.Lines("address-words.txt"))
        {
            var row = line.Split(' '); // language, kind, words
            var words = row.Skip(2).Select(CharTable.Word);
            if (row[1] == "suffix") suffixes.UnionWith(words.Where(word => word.Length > 3)); // shorter ones are abbreviations
            if (row[1] is not ("type" or "short")) continue;
            foreach (var word in words)
            {
                if (noTypes.Contains(word)) lexicon.Add(word);
                else lexicon.Add(row[1] == "type" ? WordList.Street : WordList.StreetShort, word);
            }
        }

        foreach (var (list, words) in s_lists) lexicon.Add(list, words);
        suffixes.UnionWith(Strong.Split('|').Where(word => word.Length >= 4).Select(CharTable.Word));
        suffixes.UnionWith(NameEndings.Split('|'));
        suffixes.ExceptWith(NoEndings.Split('|'));
        foreach (var name in DataTable.Lines("countries.txt"))
        {
            _countries.Add(lexicon, name, 1, 0);
            lexicon.Add(WordList.Country, name.Split(' ')[0]);
        }

        lexicon.Add(WordList.StreetShort, "u"); // Hungarian utca
        _suffixes = suffixes.GetAlternateLookup<ReadOnlySpan<char>>();
        _countries.Freeze();
    }

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
