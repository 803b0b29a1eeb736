using System.Text.Json;
using System.Text.Json.Nodes;
using StreamNer.Host.Capacity;
using static StreamNer.Tests.Host.Capacity.Profiles;

namespace StreamNer.Tests.Host.Capacity;

public sealed class ServiceProfileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_is_saved_is_loaded()
    {
        Even.Save(_path);
        var loaded = ServiceProfile.Load(_path);
        Assert.Equal(Even.Batches, loaded.Batches);
        Assert.Equal(Even with { Batches = loaded.Batches }, loaded);
    }

    [Fact]
    public void The_cost_of_a_document_is_that_of_the_run_scaled_by_the_batch()
    {
        var profile = Even with { Batches = [new(1, 0, 0.010), new(11, 0, 0.030), new(256, 0, 0.256)], BatchDocuments = 256 };
        Assert.Equal(0.002, profile.CostAt(256), 9);
        Assert.Equal(0.002 * 10, profile.CostAt(1), 9);
        Assert.Equal(0.002 * 10, profile.CostAt(0.5), 9);

        // Halfway between 1 and 11: 20 ms for 6 documents, and beyond the last as at the last.
        Assert.Equal(0.002 * 20 / 6, profile.CostAt(6), 9);
        Assert.Equal(0.002, profile.CostAt(10_000), 9);
    }

    [Theory]
    [InlineData("format", 2, "its format is 2")]
    [InlineData("batches", "[]", "batches is empty")]
    [InlineData("batches", """[{"documents":8,"seconds":1,"processorSeconds":1},{"documents":4,"seconds":1,"processorSeconds":1}]""",
        "not by rising size")]
    [InlineData("batches", """[{"documents":1,"seconds":1,"processorSeconds":0}]""", "no documents or no time")]
    [InlineData("cores", 0, "not above 0")]
    [InlineData("commitSeconds", -1, "below 0")]
    [InlineData("model", null, "line")]
    [InlineData("more", 1, "line")]
    public void A_file_of_another_form_is_refused_with_its_fault(string member, object? value, string fault)
    {
        Even.Save(_path);
        var json = JsonNode.Parse(File.ReadAllText(_path))!.AsObject();
        if (value is null) json.Remove(member);
        else json[member] = value is string text ? JsonNode.Parse(text) : JsonValue.Create((int)value);
        File.WriteAllText(_path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        var refused = Assert.Throws<ServiceProfileException>(() => ServiceProfile.Load(_path));
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains("bench --profile-out", refused.Message, StringComparison.Ordinal);
    }
}
