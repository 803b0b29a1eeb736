using System.Collections.Frozen;
using System.Globalization;
using StreamNer.Decoding;

namespace StreamNer.Linking.Sources;

/// <summary>
/// Instances of WordNet: its <c>data.noun</c>, of which the synsets with an instance hypernym are taken, or a table with the columns <c>offset</c>,
/// <c>type</c>, <c>label</c>, <c>aliases</c> and <c>gloss</c>.
/// </summary>
internal static class WordNetSource
{
    private const int LongestGloss = 160;

    // Words of a region's name.
    private const int LongestRegion = 4;

    // What texts mean by the name of a state, rather than a place that has it too.
    private const float State = 0.9f;

    private static readonly FrozenSet<string> s_towns = Set("city", "town", "capital", "port", "metropolis", "resort", "village");

    // Towns of a state's name are many, and less known than the state.
    private static readonly FrozenSet<string> s_cities = Set("city", "capital", "metropolis");

    private static readonly FrozenSet<string> s_states = Set("state");

    private static readonly FrozenSet<string> s_institutions = Set("University", "College", "Institute", "Exchange");

    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    /// <exception cref="InvalidDataException">The line of column names lacks one.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        var start = new StreamStart(new BufferedStream(stream));
        return Weighed(start.First == 'o' ? NamedTable.Read(start, ["offset", "type", "label", "aliases", "gloss"], null, Row) : Synsets(start));
    }

    // A state that shares its name with a city, such as New York, is no likelier than the city. The instances are few.
    private static IEnumerable<SourceLine> Weighed(IEnumerable<SourceLine> lines)
    {
        var all = lines.ToList();
        var cities = all.Select(line => line.Record).OfType<KnowledgeRecord>()
            .Where(record => record.Type == "LOC" && HasWord(record.Description, s_cities))
            .SelectMany(record => record.Aliases.Prepend(record.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var line in all)
        {
            yield return line.Record is { Prior: State } state && cities.Contains(state.Name)
                ? line with { Record = state with { Prior = KnowledgeRecord.DefaultPrior } } : line;
        }
    }

    private static KnowledgeRecord Row(NamedRow row) =>
        Record(row["offset"], Known(row["type"]), [row["label"], .. row.List("aliases", '|')], row["gloss"]);

    // Tables have types of their own, such as WORK.
    private static string Known(string type) => LabelMap.Default.Of(type) == LabelKind.Other ? "MISC" : type;

    // "01234567 15 n 02 Paris 0 City_of_Light 0 003 @i 08524735 n 0000 ... | the capital of France". The licence in front begins with blanks.
    private static IEnumerable<SourceLine> Synsets(Stream stream)
    {
        foreach (var (number, text, fault) in SourceLines.Of(stream))
        {
            if (fault is not null) yield return new SourceLine(number, null, fault);
            if (string.IsNullOrEmpty(text) || text[0] == ' ') continue;
            var bar = text.IndexOf(" | ", StringComparison.Ordinal);
            var fields = (bar < 0 ? text : text[..bar]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 6 || !TryHex(fields[3], out var count) || fields.Length < 4 + (2 * count))
                yield return new SourceLine(number, null, "not a synset");
            else if (fields.Contains("@i"))
                yield return SourceLine.Of(number, Record(fields[0], Type(fields[1]), Names(fields, count), bar < 0 ? "" : text[(bar + 3)..]));
        }
    }

    private static string[] Names(string[] fields, int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++) names[i] = fields[4 + (2 * i)].Replace('_', ' ');
        return names;
    }

    private static bool TryHex(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value > 0;

    // The lexicographers' files: 14 groups, 15 locations, 17 natural objects, 18 persons.
    private static string Type(string file) => file switch { "14" => "ORG", "15" or "17" => "LOC", "18" => "PER", _ => "MISC" };

    // Of a person the surname comes first. It is no name that the source states of that person alone: the rule for surnames gives it, at its weight.
    private static KnowledgeRecord Record(string offset, string type, string[] names, string gloss)
    {
        var person = type is "PER" or "PERSON";
        var name = (person ? names.FirstOrDefault(whole => whole.Contains(' ', StringComparison.Ordinal)) : null) ?? names[0];
        var description = Short(gloss);
        var town = type == "LOC" && HasWord(description, s_towns) ? Where(description) : null;
        var state = type == "LOC" && HasWord(description, s_states) && RegionTable.Named(name) is { } one
            && one.Code.StartsWith("US.", StringComparison.Ordinal) ? one : null;
        return new KnowledgeRecord(offset.Length > 0 ? $"wordnet:{offset}-n" : "", name)
        {
            Type = type == "MISC" && HasWord(name, s_institutions) ? "ORG" : type,
            Country = town is null ? "" : town.Code[..2],
            Regions = town is not null && town.Code.Length > 2 ? town.Names : [],
            Aliases =
            [
                .. names.Concat(state?.Names ?? [])
                    .Where(alias => alias != name && !(person && name.EndsWith($" {alias}", StringComparison.Ordinal))).Distinct(),
            ],
            Description = description,
            Prior = state is null ? KnowledgeRecord.DefaultPrior : State,
        };
    }

    // The first state or country that a gloss names: "a city in southern Alabama on the Gulf of Mexico".
    private static Region? Where(string gloss)
    {
        var words = Words(gloss);
        for (var i = 0; i < words.Length; i++)
        {
            for (var count = Math.Min(LongestRegion, words.Length - i); count > 0; count--)
            {
                if (char.IsUpper(words[i][0]) && RegionTable.Named(string.Join(' ', words[i..(i + count)])) is { } region) return region;
            }
        }

        return null;
    }

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);

    private static bool HasWord(string text, FrozenSet<string> words) => Words(text).Any(words.Contains);

    private static string[] Words(string text) => text.Split([' ', ',', ';', '(', ')', '-'], StringSplitOptions.RemoveEmptyEntries);

    private static string Short(string gloss)
    {
        var end = gloss.IndexOf(';', StringComparison.Ordinal);
        var first = (end > 0 ? gloss[..end] : gloss).Trim();
        return first.Length <= LongestGloss ? first : first[..Math.Max(1, first.LastIndexOf(' ', LongestGloss))];
    }
}
