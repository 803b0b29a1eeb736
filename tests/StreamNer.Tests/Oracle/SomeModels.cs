using StreamNer.Onnx;
using StreamNer.Text;

namespace StreamNer.Tests.Oracle;

/// <summary>Where trained models lie: the shipped one in the source tree, further ones where <c>STREAMNER_TEST_MODELS</c> points.</summary>
internal static class SomeModels
{
    public const string Variable = "STREAMNER_TEST_MODELS";

    public const string Shipped = "minilm-l6-ner";

    /// <summary>The directory of a model, or a visible skip.</summary>
    public static string Find(string name)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (name == Shipped) return Path.Combine(Root(), "models", name);
        Assert.SkipWhen(string.IsNullOrEmpty(named), $"{Variable} is not set; it names a folder with {name}");
        var directory = Path.Combine(named!, name);
        Assert.SkipUnless(Directory.Exists(directory), $"{Variable} names a folder without {name}");
        return directory;
    }

    public static OnnxModel Load(string name) => OnnxModel.Load(new OnnxOptions { Path = Find(name), Provider = ProviderPreference.Cpu });

    public static TokenBuffer Tokenize(OnnxModel model, string text)
    {
        var tokens = new TokenBuffer();
        model.Tokenizer.Tokenize(text, tokens);
        return tokens;
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "StreamNer.sln"))) at = at.Parent;
        return at?.FullName ?? throw new DirectoryNotFoundException("the tests do not run within the source tree");
    }
}
