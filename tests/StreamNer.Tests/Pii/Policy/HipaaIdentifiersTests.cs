using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Pii.Policy;

public sealed class HipaaIdentifiersTests
{
    private static readonly PiiPolicy Policy = new PolicyBook(new PiiOptions { Profile = PiiProfile.HipaaSafeHarbor }, KeyRing.Empty).For(null, "");

    [Fact]
    public void All_eighteen_identifiers_stand_in_the_table_in_order() =>
        Assert.Equal("ABCDEFGHIJKLMNOPQR", string.Concat(HipaaIdentifiers.All.Select(row => row.Letter)));

    [Fact]
    public void Every_type_of_the_table_exists_and_is_redacted() =>
        Assert.All(HipaaIdentifiers.All.SelectMany(row => row.Types), type =>
        {
            Assert.True(PiiTypes.IsKnown(type) || ModelTypes.Contains(type), type);
            Assert.True(Policy.ActionOf(type) is PiiAction.Tag or PiiAction.Generalize, type);
        });

    [Fact]
    public void The_types_that_may_never_be_stored_exist() =>
        Assert.All(["CVV", "TRACK", "PIN"], type => Assert.True(PiiTypes.IsKnown(type) && CardDataScrubber.IsForbidden(type), type));

    [Fact]
    public void The_table_in_the_documentation_is_this_one()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StreamNer.sln"))) folder = folder.Parent;
        Assert.SkipWhen(folder is null, "the repository is absent: tests run elsewhere");
        var page = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "pii-standards.md"));
        Assert.All(HipaaIdentifiers.All, row =>
            Assert.Contains($"| {row.Letter} | {row.Identifier} | {(row.Types.Count == 0 ? "none" : string.Join(", ", row.Types))} | "
                + $"{row.Treatment} |\n", page, StringComparison.Ordinal));
    }
}
