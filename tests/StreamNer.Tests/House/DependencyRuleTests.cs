using System.Reflection;

namespace StreamNer.Tests.House;

public sealed class DependencyRuleTests
{
    private static string[] ReferencesOf(string assembly) =>
        [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Core_knows_only_the_base_library_and_the_cache_package() =>
        Assert.All(ReferencesOf("StreamNer.Core"), name => Assert.True(
            name.StartsWith("System.", StringComparison.Ordinal) || name is "System" or "netstandard"
            || name.StartsWith("Microsoft.Extensions.Caching.", StringComparison.Ordinal)
            || name is "Microsoft.Extensions.Options" or "Microsoft.Extensions.Primitives", name));

    [Theory]
    [InlineData("StreamNer.Onnx", "Confluent.Kafka", "StreamNer.Kafka", "streamner", "Google.Protobuf")]
    [InlineData("StreamNer.Kafka", "Microsoft.ML.OnnxRuntime", "StreamNer.Onnx", "streamner")]
    public void An_edge_knows_its_own_foreign_library_only(string edge, params string[] forbidden) =>
        Assert.Empty(ReferencesOf(edge).Intersect(forbidden, StringComparer.Ordinal));

    [Fact]
    public void The_library_knows_abstractions_of_the_host_and_neither_a_web_server_nor_the_program() =>
        Assert.DoesNotContain(ReferencesOf("StreamNer.Hosting"), name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name is "Microsoft.Extensions.Hosting" or "streamner");

    [Fact]
    public void The_edges_know_Core() =>
        Assert.All(["StreamNer.Onnx", "StreamNer.Kafka"], edge => Assert.Contains("StreamNer.Core", ReferencesOf(edge)));
}
