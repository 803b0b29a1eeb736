using System.Globalization;
using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>
/// Instances of WordNet: its <c>data.noun</c>, of which the synsets with an instance hypernym are taken, or a table with the columns <c>offset</c>,
/// <c>type</c>, <c>label</c>, <c>aliases</c> and <c>gloss</c>.
/// </summary>
public static class WordNetSource
{
    private const int LongestGloss = 160;

    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    /// <exception cref="InvalidDataException">The line of column names lacks one.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        var start = new StreamStart(new BufferedStream(stream));
        return start.First == 'o' ? NamedTable.Read(start, ["offset", "type", "label", "aliases", "gloss"], null, Row) : Synsets(start);
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
        return new KnowledgeRecord(offset.Length > 0 ? $"wordnet:{offset}-n" : "", name)
        {
            Type = type,
            Aliases =
            [
                .. names.Where(alias => alias != name && !(person && name.EndsWith($" {alias}", StringComparison.Ordinal))).Distinct(),
            ],
            Description = Short(gloss),
        };
    }

    private static string Short(string gloss)
    {
        var end = gloss.IndexOf(';', StringComparison.Ordinal);
        var first = (end > 0 ? gloss[..end] : gloss).Trim();
        return first.Length <= LongestGloss ? first : first[..Math.Max(1, first.LastIndexOf(' ', LongestGloss))];
    }
}
