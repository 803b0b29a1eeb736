using StreamNer.Pipeline;

namespace StreamNer.Tests.Pipeline;

public sealed class SnapshotManifestTests
{
    private static readonly SnapshotManifest Some = new("model", "kb", "rules", "policies", "settings");

    [Fact]
    public void Equal_parts_give_one_id() => Assert.Equal(Some.Id, new SnapshotManifest("model", "kb", "rules", "policies", "settings").Id);

    [Fact]
    public void Each_part_changes_the_id()
    {
        string[] ids =
        [
            Some.Id, new SnapshotManifest("x", "kb", "rules", "policies", "settings").Id,
            new SnapshotManifest("model", "x", "rules", "policies", "settings").Id,
            new SnapshotManifest("model", "kb", "x", "policies", "settings").Id, new SnapshotManifest("model", "kb", "rules", "x", "settings").Id,
            new SnapshotManifest("model", "kb", "rules", "policies", "x").Id, new SnapshotManifest("modelkb", "", "rules", "policies", "settings").Id,
        ];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }
}
