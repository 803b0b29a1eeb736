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

    [Fact]
    public void Everything_that_the_model_runtime_exports_is_listed() =>
        Assert.All(typeof(OnnxOptions).Assembly.GetExportedTypes(), type =>
            Assert.Contains($" {type.FullName}\n", Repository.Read(Listing), StringComparison.Ordinal));
}
