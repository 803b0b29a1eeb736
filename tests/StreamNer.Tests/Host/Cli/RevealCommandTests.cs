using System.Text;
using StreamNer.Pii.Keys;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Host.Cli;

public sealed class RevealCommandTests
{
    private static readonly (string, string)[] Environment = [("KEY_A", KeyRingTests.SecretA)];
    private static readonly string[] Keys = ["--set", "pii:keys:active=a", "--set", "pii:keys:versions:a:environment=KEY_A"];

    private static string Tag(string tenant, string value)
    {
        var tag = new StringBuilder();
        Assert.True(new KeyedTags(KeyRingTests.Ring()).TryAppendEncrypted(tag, tenant, "PERSON", value));
        return tag.ToString();
    }

    [Fact]
    public async Task Tags_of_the_tenant_are_revealed_and_others_stay()
    {
        var (own, other) = (Tag("acme", "Ann \"Lee\""), Tag("", "Bob"));
        var result = await ChildProgram.RunWith(Encoding.UTF8.GetBytes($"é {own}, {other}\n[PERSON]\n"), Environment, ["reveal", "--tenant", "acme", .. Keys]);
        Assert.Equal((0, $"é Ann \"Lee\", {other}\n[PERSON]\n"), (result.ExitCode, result.Output));
        Assert.Contains("1 tag revealed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_JSON_lines_values_are_escaped()
    {
        var result =
            await ChildProgram.RunWith(Encoding.UTF8.GetBytes($$"""{"text":"{{Tag("", "Ann \"Lee\"")}}"}"""), Environment, ["reveal", "--json", .. Keys]);
        Assert.Equal("""{"text":"Ann \"Lee\""}""" + "\n", result.Output);
    }

    [Fact]
    public async Task Without_a_key_it_says_which_setting_is_missing()
    {
        var result = await ChildProgram.Run("reveal");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("pii:keys:active: reveal needs the keys that encrypted", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_look_like_the_mark_of_another_encoding_are_no_such_mark()
    {
        var result = await ChildProgram.RunWith((byte[])[0xff, 0xfe, .. Encoding.UTF8.GetBytes(Tag("", "Bob"))], Environment, ["reveal", .. Keys]);
        Assert.Equal("\ufffd\ufffdBob\n", result.Output);
    }
}
