using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamNer.Onnx;

/// <summary>The inputs and the output of a token classifier, checked; anything else is refused by name.</summary>
internal sealed record ModelSignature(InputTensor[] Inputs, string Output, bool HalfLogits)
{
    private static readonly string[] KnownInputs = ["input_ids", "attention_mask", "token_type_ids"];

    /// <summary>Reads it from a session. <paramref name="labels"/> is how many labels <c>config.json</c> names.</summary>
    /// <exception cref="ModelException">Something is not supported; named.</exception>
    public static ModelSignature Read(InferenceSession session, int labels)
    {
        var inputs = new List<InputTensor>();
        foreach (var (name, about) in session.InputMetadata)
        {
            if (!KnownInputs.Contains(name, StringComparer.Ordinal))
            {
                throw Refuse($"has an input '{name}'; known are {string.Join(", ", KnownInputs)}");
            }

            RequireDynamic(name, about.Dimensions, rank: 2);
            inputs.Add(new InputTensor(name, about.ElementDataType switch
            {
                TensorElementType.Int64 => false,
                TensorElementType.Int32 => true,
                var other => throw Refuse($"takes '{name}' as {other}; int64 and int32 are supported"),
            }));
        }

        foreach (var needed in KnownInputs.AsSpan(0, 2))
        {
            if (!inputs.Exists(input => input.Name == needed)) throw Refuse($"has no input '{needed}'");
        }

        var (output, logits) = Logits(session);
        RequireDynamic(output, logits.Dimensions, rank: 3);
        if (logits.Dimensions[2] > 0 && logits.Dimensions[2] != labels)
        {
            throw Refuse($"scores {logits.Dimensions[2]} labels, but config.json names {labels}");
        }

        return new ModelSignature([.. inputs], output, logits.ElementDataType switch
        {
            TensorElementType.Float => false,
            TensorElementType.Float16 => true,
            var other => throw Refuse($"gives '{output}' as {other}; float32 and float16 are supported"),
        });
    }

    private static (string Name, NodeMetadata About) Logits(InferenceSession session)
    {
        var outputs = session.OutputMetadata;
        if (outputs.TryGetValue("logits", out var logits)) return ("logits", logits);
        if (outputs.Count == 1) return (outputs.First().Key, outputs.First().Value);
        throw Refuse($"has no output 'logits' among {string.Join(", ", outputs.Keys)}");
    }

    private static void RequireDynamic(string name, int[] dimensions, int rank)
    {
        var shape = string.Join(", ", dimensions);
        if (dimensions.Length != rank) throw Refuse($"has '{name}' of shape [{shape}]; {rank} dimensions are needed");
        if (dimensions[0] > 0 || dimensions[1] > 0)
        {
            throw Refuse($"has '{name}' of the fixed shape [{shape}]; export it with dynamic batch and sequence axes");
        }
    }

    private static ModelException Refuse(string what) => new("model:path", $"model.onnx {what}");
}

/// <summary>One input: its name, and whether it is int32 (else int64).</summary>
internal readonly record struct InputTensor(string Name, bool IsInt32);
