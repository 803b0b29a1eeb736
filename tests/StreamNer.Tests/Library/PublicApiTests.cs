using System.Reflection;
using StreamNer.Configuration;
using StreamNer.Onnx;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Library;

/// <summary>What is public, is so on purpose. Each symbol stands in a project's <c>PublicAPI.Shipped.txt</c>; an analyzer compares them.</summary>
public sealed class PublicApiTests
{
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
    public void Everything_that_is_exported_can_be_reached_from_the_entry(string assembly)
    {
        var reached = PublicSurface.Of(
            typeof(ITextEnricher).Assembly,
            typeof(OptionsException), typeof(TransientFailureException), typeof(ModelException), typeof(ProviderUnavailableException));
        Assert.Contains(typeof(OptionsException), reached);
        Assert.Empty(Assembly.Load(assembly).GetExportedTypes().Where(type => type.Namespace != "StreamNer.V1").Except(reached));
    }
}
