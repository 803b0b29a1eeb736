using System.Collections.Frozen;

namespace StreamNer.Linking.Sources;

/// <summary>Names by which texts call a large city and which tables of places lack, by GeoNames' ids.</summary>
internal static class Nicknames
{
    private static readonly FrozenDictionary<string, string[]> s_names = (
        "5128581 New York|NYC|NY|N.Y.C.|Big Apple;5368361 LA|L.A.;4140963 Washington|DC|D.C.|Washington DC;5391959 SF|San Fran|Frisco;5506956 Vegas;"
        + "4560349 Philly;4335045 NOLA|Nola;4393217 KC;5308655 PHX;4180439 ATL;4887398 Chi-Town|Chitown;4347778 B-more;4699066 H-Town;4407066 St Louis|Saint "
        + "Louis|STL;5780993 SLC;4259418 Indy;4544349 OKC;1816670 Peking;1275339 Bombay;1275004 Calcutta;1264527 Madras;1277333 Bangalore;1298824 Rangoon;"
        + "1278994 Prayagraj|Allahabad;1566083 Saigon;498817 St. Petersburg|Leningrad;2925533 Frankfurt;745044 Constantinople;703448 Kiev;3451190 Rio;"
        + "1735161 KL;1819729 HK")
        .Split(';').Select(row => row.Split(' ', 2)).ToFrozenDictionary(row => row[0], row => row[1].Split('|'), StringComparer.Ordinal);

    /// <summary>The names of a place; none for most.</summary>
    public static string[] Of(string id) => s_names.GetValueOrDefault(id, []);
}
