using System.Text.RegularExpressions;

namespace StreamNer.Tests.House;

/// <summary>The tree in docs/architecture.md is the tree of the sources.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] s_tree =
        Repository.Read("docs/architecture.md").Split("## The tree", 2)[1].Split("```", 3)[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Every_folder_and_file_of_the_tree_exists()
    {
        Assert.True(s_tree.Length > 15, "the tree is gone");
        foreach (var (folder, rest) in Entries())
        {
            Assert.True(Path.Exists(folder), $"the tree names {folder}");
            foreach (Match inner in Folders().Matches(rest))
                Assert.True(Directory.Exists(Path.Combine(folder, inner.Value)), $"the tree names {inner.Value} in {folder}");
        }
    }

    [Fact]
    public void Every_class_that_the_tree_names_has_a_file_there()
    {
        var named = 0;
        foreach (var (folder, rest) in Entries())
        {
            if (!folder.StartsWith(Path.Combine(Repository.Root, "src") + Path.DirectorySeparatorChar, StringComparison.Ordinal)) continue;
            foreach (Match type in Types().Matches(rest))
            {
                named++;
                Assert.True(Directory.EnumerateFiles(folder, type.Value + ".cs", SearchOption.AllDirectories).Any(),
                    $"the tree names {type.Value} in {folder}");
            }
        }

        Assert.True(named > 20, "the tree names no classes");
    }

    /// <summary>Each entry's full path and what stands behind it. Two spaces of indent are one level.</summary>
    private static IEnumerable<(string Path, string Note)> Entries()
    {
        var parents = new List<string>();
        foreach (var line in s_tree)
        {
            var depth = (line.Length - line.TrimStart().Length) / 2;
            var words = line.Trim().Split(' ', 2);
            parents.RemoveRange(depth, parents.Count - depth);
            parents.Add(words[0]);
            yield return (Path.Combine([Repository.Root, .. parents]), words.Length > 1 ? words[1] : "");
        }
    }

    [GeneratedRegex(@"\b[A-Za-z]+/(?=[\s,;)])", RegexOptions.None, 10_000)]
    private static partial Regex Folders();

    [GeneratedRegex(@"(?<![\w./])[A-Z][a-z]*[A-Z]?[a-z]+[A-Z][A-Za-z]+(?![\w./])", RegexOptions.None, 10_000)]
    private static partial Regex Types();
}
