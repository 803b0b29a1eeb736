using System.Text.RegularExpressions;

namespace StreamNer.Tests.House;

/// <summary>The names in docs/glossary.md are names of the sources.</summary>
public sealed partial class GlossaryTests
{
    [Fact]
    public void Every_name_of_the_glossary_is_in_the_code()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ToList();
        var names = Repository.Read("docs/glossary.md").Split('\n').Where(line => line.StartsWith("| **", StringComparison.Ordinal))
            .SelectMany(line => Names().Matches(line.Split('|')[3])).ToList();
        Assert.True(names.Count > 20, "the glossary names no code");
        foreach (Match name in names)
        {
            var (type, member) = (name.Groups["type"].Value, name.Groups["member"].Value);
            var declared = sources.Where(source => Has(source, $@"\b(class|struct|enum|record) {type}\b")).ToList();
            Assert.True(declared.Count > 0, $"the glossary names {type}");
            Assert.True(member.Length == 0 || declared.Exists(source => Has(source, $@"\b{member}\(")), $"the glossary names {type}.{member}");
        }
    }

    private static bool Has(string source, string pattern) =>
        Regex.IsMatch(source, pattern, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    [GeneratedRegex(@"`(?<type>\w+)(\.(?<member>\w+))?`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Names();
}
