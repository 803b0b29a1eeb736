using System.Reflection;
using StreamNer.Configuration;
using StreamNer.Onnx;
using StreamNer.Pipeline;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Library;

/// <summary>The public surface of the library is the listing that is committed, so that a break is seen.</summary>
public sealed class PublicApiTests
{
    private const string Listing = "docs/library-api.txt";

    [Fact]
    public void The_public_surface_is_the_listing()
    {
        var listing = PublicSurface.List(
            typeof(ITextEnricher).Assembly,
            typeof(OptionsException), typeof(TransientFailureException), typeof(ModelException), typeof(ProviderUnavailableException));
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") is not null)
            File.WriteAllText(Path.Combine(Repository.Root, Listing), listing);
        Assert.Equal(Repository.Read(Listing), listing);
    }

    [Fact]
    public void The_entry_has_these_types_and_no_other() =>
        Assert.Equal(
            ["ITextEnricher", "StreamNerBuilder", "StreamNerOptions", "StreamNerServices", "TokenModel"],
            typeof(ITextEnricher).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal));

    // Of Kafka's, the classes that are made of the wire contract are public as well.
    [Theory]
    [InlineData("StreamNer.Core")]
    [InlineData("StreamNer.Onnx")]
    [InlineData("StreamNer.Kafka")]
    public void Everything_that_is_exported_is_listed(string assembly) =>
        Assert.All(Assembly.Load(assembly).GetExportedTypes().Where(type => !type.IsNested && type.Namespace != "StreamNer.V1"), type =>
            Assert.Contains($" {type.FullName!.Split('`')[0]}", Repository.Read(Listing), StringComparison.Ordinal));
}
