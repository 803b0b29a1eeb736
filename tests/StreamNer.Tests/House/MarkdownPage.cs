using System.Text;
using System.Text.RegularExpressions;

namespace StreamNer.Tests.House;

/// <summary>A page of the documentation, taken apart into what the tests check.</summary>
internal sealed partial class MarkdownPage
{
    private static readonly string[] s_folders = ["docs", "bench/results", "models", "helm", "compose"];

    private MarkdownPage(string path)
    {
        Path = path;
        var prose = new StringBuilder();
        var code = new List<string>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var fence = "";
        foreach (var line in Repository.Read(path).ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fence = fence.Length > 0 ? "" : line.Trim()[3..] is { Length: > 0 } language ? language : "text";
            }
            else if (fence.Length > 0)
            {
                if (fence == "sh") code.Add(line);
            }
            else
            {
                prose.Append(line).Append('\n');
                if (line.StartsWith('#')) Anchors.Add(Anchor(line.TrimStart('#').Trim(), counts));
            }
        }

        // A code span may not hide a link, and a link may not hide a code span.
        var text = prose.ToString();
        Spans = [.. Span().Matches(text).Select(match => match.Groups["it"].Value.Replace("\\|", "|", StringComparison.Ordinal))];
        Links = [.. Link().Matches(Span().Replace(text, "code")).Select(match => match.Groups["it"].Value)];
        Shell = [.. string.Join('\n', code).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')];
    }

    /// <summary>All pages that a visitor may read, by path from the root.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(s_folders.SelectMany(folder =>
                Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => new MarkdownPage(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')))
            .OrderBy(page => page.Path, StringComparer.Ordinal),
    ];

    /// <summary>From the root, such as <c>docs/pii.md</c>.</summary>
    public string Path { get; }

    /// <summary>What may stand behind <c>#</c> in a link to this page, as GitHub makes it of headings.</summary>
    public HashSet<string> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Targets of links and images, as written.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>Code within a line, without its backticks.</summary>
    public IReadOnlyList<string> Spans { get; }

    /// <summary>Lines of blocks marked <c>sh</c>, continued lines joined.</summary>
    public IReadOnlyList<string> Shell { get; }

    /// <summary>A page with <paramref name="made"/> between the HTML comments <c>part</c> and <c>/part</c>.</summary>
    public static string With(string page, string part, string made)
    {
        var (begin, end) = ($"<!-- {part} -->\n", $"<!-- /{part} -->");
        return page[..(page.IndexOf(begin, StringComparison.Ordinal) + begin.Length)] + made + page[page.IndexOf(end, StringComparison.Ordinal)..];
    }

    private static string Anchor(string heading, Dictionary<string, int> counts)
    {
        var shown = Link().Replace(heading.Replace("`", "", StringComparison.Ordinal), "]").Replace("[", "", StringComparison.Ordinal)
            .Replace("]", "", StringComparison.Ordinal);
        var anchor = NoAnchor().Replace(shown.ToLowerInvariant(), "").Replace(' ', '-');
        counts.TryGetValue(anchor, out var before);
        counts[anchor] = before + 1;
        return before == 0 ? anchor : $"{anchor}-{before}";
    }

    [GeneratedRegex(@"`(?<it>[^`\n]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\((?<it>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]", RegexOptions.None, 10_000)]
    private static partial Regex NoAnchor();
}
