using System.Collections.Frozen;

namespace StreamNer.Linking.Sources;

/// <summary>What items are, by the classes of which they are instances (<c>P31</c>) and by properties that only some have.</summary>
internal static class WikidataTypes
{
    private static readonly FrozenDictionary<string, string> s_classes = (
        "PER Q5 Q15632617 Q4271324;"
        + "LOC Q515 Q6256 Q3624078 Q486972 Q532 Q3957 Q1549591 Q5119 Q35657 Q107390 Q47168 Q8502 Q4022 Q23442 Q165 Q23397 Q82794 Q5107 Q1093829 "
        + "Q15284 Q123705 "
        + "Q41176 Q483110 Q1248784 Q46831 Q34442 Q22698 Q62049 Q12280 Q16970 Q23413 Q5503 Q9430;"
        + "ORG Q43229 Q4830453 Q783794 Q891723 Q6881511 Q3918 Q875538 Q902104 Q476028 Q847017 Q12973014 Q7278 Q163740 Q484652 Q327333 Q215380 "
        + "Q5741069 "
        + "Q1194951 Q13393265 Q17156793 Q1616075 Q161726 Q22687 Q46970 Q31855 Q16917 Q11032 Q1002697 Q1110794 Q41298 Q245065 Q79913 Q2085381 "
        + "Q18127 Q210167 "
        + "Q1058914 Q18388277 Q15978337 Q4438121 Q20639856;"
        + "MISC Q11424 Q7889 Q571 Q7725634 Q482994 Q134556 Q5398426 Q1656682 Q27020041 Q18608583 Q7397 Q341 Q9143 Q34770 Q4167836")
        .Split(';').SelectMany(row => row.Split(' ')[1..].Select(item => KeyValuePair.Create(item, row.Split(' ')[0])))
        .ToFrozenDictionary(StringComparer.Ordinal);

    // Disambiguation pages, categories, templates, lists, names: pages about words, not things.
    private static readonly FrozenSet<string> s_pages = new[]
    {
        "Q4167410", "Q4167836", "Q11266439", "Q13406463", "Q17362920", "Q101352", "Q202444", "Q12308941", "Q11879590", "Q3409032", "Q22808320",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>PER, ORG, LOC or MISC.</summary>
    public static string Of(WikidataClaims claims)
    {
        foreach (var item in claims.Items("P31"))
        {
            if (s_classes.TryGetValue(item, out var type)) return type;
        }

        // A birth makes a person; a ticker, a chief executive or members an organization; coordinates a place, unless it has a seat.
        if (claims.Has("P569")) return "PER";
        if (claims.Has("P414") || claims.Has("P169") || claims.Has("P159") || claims.Has("P1454")) return "ORG";
        return claims.Has("P625") ? "LOC" : "MISC";
    }

    /// <summary>Whether an item stands for a page and no thing.</summary>
    public static bool IsPage(WikidataClaims claims) => claims.Items("P31").Any(s_pages.Contains);
}
