using StreamNer.Configuration;
using StreamNer.Inference;
using StreamNer.Onnx;

namespace StreamNer.Tests.Inference;

public sealed class InferenceOptionsTests
{
    [Fact]
    public void Defaults_are_valid()
    {
        var errors = new List<OptionError>();
        new InferenceOptions().Validate(errors);
        new OnnxOptions().Validate(errors);
        Assert.Empty(errors);
    }

    [Fact]
    public void Every_mistake_is_named_with_its_key()
    {
        var errors = new List<OptionError>();
        new InferenceOptions { PaddedTokensPerRun = 1, RowsPerRun = -1, LengthStep = 513, ParallelRuns = 65, WindowOverlap = 300 }.Validate(errors);
        new OnnxOptions
        {
            Path = "",
            Provider = (ProviderPreference)9,
            Threads = -1,
            GpuDevice = -1,
            GpuMemoryMiB = 1,
            MaxModelMiB = 0
        }.Validate(errors);
        Assert.Equal(
            ["model:paddedTokensPerRun", "model:rowsPerRun", "model:lengthStep", "model:parallelRuns", "model:windowOverlap",
             "model:path", "model:provider", "model:threads", "model:gpuDevice", "model:gpuMemoryMiB", "model:maxModelMiB"],
            errors.Select(error => error.Key));
    }

    [Fact]
    public void Only_what_was_left_open_is_chosen_for_the_provider()
    {
        var cpu = new InferenceOptions { RowsPerRun = 3 }.Resolve(gpu: false, cores: 6);
        Assert.Equal((3, 6, 1), (cpu.RowsPerRun, cpu.ParallelRuns, cpu.LengthStep));
        var gpu = new InferenceOptions { LengthStep = 5 }.Resolve(gpu: true, cores: 6);
        Assert.Equal((5, 1), (gpu.LengthStep, gpu.ParallelRuns));
        Assert.True(gpu.PaddedTokensPerRun > cpu.PaddedTokensPerRun);
    }
}
