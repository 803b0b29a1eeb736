using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamNer.Kafka;

/// <summary>
/// The native client for our own calls: the file that Confluent.Kafka has loaded, whichever of its builds that was. Two copies in one process would
/// not know each other's clients, and <c>librdkafka</c> by name is not always the one that loads here (the default build for Linux needs
/// <c>libsasl2.so.3</c>).
/// </summary>
internal static class ClientLibrary
{
    /// <summary>The name in our <c>LibraryImport</c> attributes; never the name of a file.</summary>
    public const string Name = "confluent-librdkafka";

    private static readonly Lazy<nint> s_handle = new(Load);
    private static int s_resolving;

    /// <summary>Answers for <see cref="Name"/> from now on. Call it before the first of those calls; calling it again does nothing.</summary>
    public static void Resolve()
    {
        if (Interlocked.Exchange(ref s_resolving, 1) == 1) return;
        NativeLibrary.SetDllImportResolver(typeof(ClientLibrary).Assembly, Find);
    }

    private static nint Find(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? s_handle.Value : 0;

    private static nint Load()
    {
        if (!Library.IsLoaded) Library.Load();
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            // Loading a loaded file again gives the same library.
            if (Path.GetFileName(module.FileName).Contains("librdkafka", StringComparison.Ordinal)) return NativeLibrary.Load(module.FileName);
        }

        throw new DllNotFoundException("Confluent.Kafka has loaded no library with librdkafka in its name");
    }
}
