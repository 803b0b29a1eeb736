using System.Security.Cryptography;
using StreamNer.Configuration;

namespace StreamNer.Onnx;

/// <summary>A file that decides what a model answers: its name in the directory, size in bytes, and SHA-256 in lower-case hex.</summary>
internal sealed record ModelPart(string Name, long Bytes, string Sha256);

/// <summary>
/// Reads the files of a model directory. Model files are code to a runtime: sizes are capped, links may not lead out of the directory, and what was
/// hashed is what is used.
/// </summary>
internal sealed class ModelFiles
{
    private readonly string _root;
    private readonly List<ModelPart> _parts = [];

    /// <summary>Opens a directory.</summary>
    /// <exception cref="ModelException">There is none, or it cannot be read.</exception>
    public ModelFiles(string directory)
    {
        if (FileFault.OfDirectory(directory) is { } fault) throw new ModelException("model:path", $"'{directory}': {fault}");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        Name = Path.GetFileName(full);
        _root = new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    /// <summary>The directory's own name.</summary>
    public string Name { get; }

    /// <summary>What was read, by name.</summary>
    public IReadOnlyList<ModelPart> Parts => [.. _parts.OrderBy(part => part.Name, StringComparer.Ordinal)];

    /// <summary>Whether the directory holds such a file.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(_root, name));

    /// <summary>Reads a file of at most <paramref name="maxBytes"/> and counts it among the parts.</summary>
    /// <exception cref="ModelException">It is missing, empty, too large, unreadable, or a link that leads elsewhere.</exception>
    public byte[] Read(string name, long maxBytes)
    {
        var bytes = ReadUncounted(name, maxBytes);
        _parts.Add(new ModelPart(name, bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        return bytes;
    }

    /// <summary>Reads a file that does not decide what the model answers.</summary>
    public byte[] ReadUncounted(string name, long maxBytes)
    {
        var file = new FileInfo(Path.Combine(_root, name));
        if (Directory.Exists(file.FullName)) throw new ModelException("model:path", $"{name} is a directory; a file is needed");
        if (!file.Exists) throw new ModelException("model:path", $"'{Name}' has no {name}");
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            if (!target.FullName.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new ModelException("model:path", $"{name} is a link that leads out of '{Name}'; copy the files themselves (cp -rL)");
            }

            file = target;
        }

        // Pipes and devices have length 0, so they are refused before they are opened.
        if (!file.Exists || file.Length == 0) throw new ModelException("model:path", $"{name} is empty or no ordinary file");
        if (file.Length > maxBytes) throw new ModelException("model:path", $"{name} has {file.Length} bytes, more than the {maxBytes} allowed");
        try
        {
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("model:path", $"{name} {FileFault.Of(error)}", error);
        }
    }
}
