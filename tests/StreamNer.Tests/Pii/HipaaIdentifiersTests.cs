using StreamNer.Pii;

namespace StreamNer.Tests.Pii;

public sealed class HipaaIdentifiersTests
{
    private static readonly PiiPolicy Policy = new PolicyBook(new PiiOptions { Profile = PiiProfile.HipaaSafeHarbor }, KeyRing.Empty).For(null, "");

    [Fact]
    public void All_eighteen_identifiers_stand_in_the_table_in_order() =>
        Assert.Equal("ABCDEFGHIJKLMNOPQR", string.Concat(HipaaIdentifiers.All.Select(row => row.Letter)));

    [Fact]
    public void Every_type_of_the_table_is_redacted() =>
        Assert.All(HipaaIdentifiers.All.SelectMany(row => row.Types), type => Assert.True(Policy.ActionOf(type) is PiiAction.Tag or PiiAction.Generalize, type));
}
