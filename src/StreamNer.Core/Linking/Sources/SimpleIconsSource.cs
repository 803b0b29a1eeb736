using System.Text;
using System.Text.Json;
using StreamNer.Pii.Scanning;

namespace StreamNer.Linking.Sources;

/// <summary>
/// Brands of Simple Icons: its <c>simple-icons.json</c> (an array, or an object with <c>icons</c>), or a table with the columns <c>title</c> and
/// <c>aliases</c> (separated by vertical bars).
/// </summary>
internal static class SimpleIconsSource
{
    /// <summary>The records of a stream, with what is wrong with other lines or entries.</summary>
    /// <exception cref="InvalidDataException">It is neither such a table nor such JSON.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        var text = new StreamStart(new BufferedStream(stream));
        return text.First is (byte)'[' or (byte)'{'
            ? JsonSource.Read(text, Icons, (icon, _) => Record(icon.Text("title"), icon.Text("slug"), Aliases(icon.Member("aliases"))))
            : NamedTable.Read(text, ["title", "aliases"], null, row => Record(row["title"], "", row.List("aliases", '|')));
    }

    private static IEnumerable<JsonElement>? Icons(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array ? root.Items() : root.Member("icons") is { ValueKind: JsonValueKind.Array } icons
            ? icons.Items()
            : null;

    private static string[] Aliases(JsonElement aliases) =>
    [
        .. aliases.Member("aka").Texts(), .. aliases.Member("old").Texts(), .. aliases.Member("loc").Texts(),
        .. aliases.Member("dup").Items().Select(icon => icon.Text("title")).Where(title => title.Length > 0),
    ];

    private static KnowledgeRecord Record(string title, string slug, string[] aliases) =>
        new($"simpleicons:{(slug.Length > 0 ? slug : Slug(title))}", title)
        {
            Type = "ORG",
            Aliases = aliases,
            Description = "brand",
        };

    // As the project makes its file names.
    private static string Slug(string title)
    {
        var slug = new StringBuilder();
        foreach (var c in title.ToLowerInvariant())
        {
            if (c is '+' or '.' or '&') slug.Append(c switch { '+' => "plus", '.' => "dot", _ => "and" });
            else if (char.IsAsciiLetterOrDigit(CharTable.Words[c])) slug.Append(CharTable.Words[c]);
        }

        return slug.ToString();
    }
}
