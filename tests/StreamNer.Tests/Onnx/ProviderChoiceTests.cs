using Microsoft.ML.OnnxRuntime;
using StreamNer.Onnx;

namespace StreamNer.Tests.Onnx;

/// <summary>Holds in every flavour of the runtime, on machines without CUDA.</summary>
public sealed class ProviderChoiceTests
{
    private static readonly byte[] Model = new TinyModel().ToOnnx();

    [Fact]
    public void The_processor_is_taken_without_more_words_when_it_is_asked_for()
    {
        using var classifier = OnnxClassifier.Load(Model, 5, 64, new OnnxOptions { Provider = ProviderPreference.Cpu });
        Assert.Equal(("cpu", "the model runs on the CPU, as model:provider asks"), (classifier.Provider.Name, classifier.Provider.Message));
    }

    [Fact]
    public void Automatic_choice_speaks_of_CUDA_only_where_the_build_has_it()
    {
        using var classifier = OnnxClassifier.Load(Model, 5, 64, new OnnxOptions { Provider = ProviderPreference.Auto });
        Assert.SkipWhen(classifier.Provider.Cuda, "CUDA is here");
        Assert.Equal("cpu", classifier.Provider.Name);
        var built = OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider", StringComparer.Ordinal);
        Assert.Matches(built ? "^the model runs on the CPU, because CUDA cannot be had: [^\n]+$" : "^the model runs on the CPU$",
            classifier.Provider.Message);
    }

    [Fact]
    public void Without_CUDA_the_strict_wish_for_it_ends_in_a_clear_sentence()
    {
        using (var automatic = OnnxClassifier.Load(Model, 5, 64, new OnnxOptions { Provider = ProviderPreference.Auto }))
        {
            Assert.SkipWhen(automatic.Provider.Cuda, "CUDA is here");
        }

        var error = Assert.Throws<ProviderUnavailableException>(
            () => OnnxClassifier.Load(Model, 5, 64, new OnnxOptions { Provider = ProviderPreference.Cuda }).Dispose());
        Assert.Equal("model:provider", error.Setting);
        Assert.Matches("^model:provider: CUDA was asked for and cannot be had: [^\n]*set it to 'auto' or 'cpu'.$", error.Message);
    }

    [Theory]
    [InlineData(ProviderPreference.Auto)]
    [InlineData(ProviderPreference.Cuda)]
    public void A_damaged_model_is_blamed_before_the_provider(ProviderPreference provider)
    {
        var error = Assert.Throws<ModelException>(() => OnnxClassifier.Load([1, 2, 3], 5, 64, new OnnxOptions { Provider = provider }).Dispose());
        Assert.Equal("model:path", error.Setting);
    }
}
