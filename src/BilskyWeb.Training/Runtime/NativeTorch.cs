using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Runtime;

/// <summary>Gets libtorch into the process, and sets it up for training on a few cores.</summary>
/// <remarks>
/// The library <c>libLibTorchSharp.so</c> of TorchSharp 0.107 lists the version GLIBCXX_3.4.32 for one symbol that nothing in it
/// uses, so the loader of Debian 12 (libstdc++ of GCC 12) refuses it. Where a plain load fails for that reason, that one version
/// need is marked weak (VER_FLG_WEAK, as in the ELF gABI's GNU symbol-version extension) in the build output's own copy.
/// </remarks>
internal static partial class NativeTorch
{
    internal const string LibraryName = "libLibTorchSharp.so";
    private const string MissingVersion = "GLIBCXX_3.4.32";
    private const uint SectionTypeVersionNeed = 0x6ffffffe;
    private const ushort WeakVersion = 0x2;
    private static readonly Lock Gate = new();
    private static bool _ready;

    /// <summary>Loads libtorch, making it loadable first where needed, and sets the number of threads.</summary>
    /// <param name="threads">Threads inside one operator; 0 leaves libtorch's own choice.</param>
    internal static void Prepare(int threads)
    {
        lock (Gate)
        {
            if (!_ready)
            {
                if (FindLibrary() is { } path)
                    MakeLoadable(path);
                KeepFreedMemory();
                _ready = true;
            }
        }

        if (threads > 0)
        {
            set_num_threads(threads);
        }
    }

    /// <summary>Where the build put the library: beside the program, or, in a build for any system, under <c>runtimes</c>.</summary>
    internal static string? FindLibrary() => new[]
    {
        Path.Combine(AppContext.BaseDirectory, LibraryName),
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", LibraryName),
    }.FirstOrDefault(File.Exists);

    private static void MakeLoadable(string path)
    {
        if (!OperatingSystem.IsLinux() || NativeLibrary.TryLoad(path, out _))
            return;

        var image = File.ReadAllBytes(path);
        if (!WeakenVersionNeed(image, MissingVersion))
            return; // Another cause: TorchSharp's own message names it.

        // Written beside and renamed: the output's file may be a link into the package cache, which stays as it is.
        var stamp = File.GetLastWriteTimeUtc(path);
        var mode = File.GetUnixFileMode(path);
        var patched = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(patched, image);
        File.SetUnixFileMode(patched, mode);
        File.SetLastWriteTimeUtc(patched, stamp); // The next build sees the file as up to date.
        File.Move(patched, path, overwrite: true);
    }

    /// <summary>Sets VER_FLG_WEAK on every need for <paramref name="version"/> in a little-endian ELF64 image.</summary>
    /// <returns>True when the image had such a need.</returns>
    internal static bool WeakenVersionNeed(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
            return false;

        var found = false;
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3a..]), count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
        for (var s = 0; s < count; s++)
        {
            var header = elf[(sections + (s * entrySize))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeed)
                continue;

            var link = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            var strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(sections + (link * entrySize) + 0x18)..]);
            var need = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]);
            while (true)
            {
                int auxiliaries = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
                var auxiliary = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
                for (var a = 0; a < auxiliaries; a++)
                {
                    var name = elf[(strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(auxiliary + 8)..]))..];
                    if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == version)
                    {
                        elf[auxiliary + 4] |= (byte)WeakVersion;
                        found = true;
                    }

                    auxiliary += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(auxiliary + 12)..]);
                }

                var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
                if (next == 0)
                    break;
                need += next;
            }
        }

        return found;
    }

    // A training step frees and takes the same hundreds of megabytes again; giving them back to the kernel each time costs 5 to 30%.
    private static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;

        const int trimThreshold = -1, mmapMax = -4;
        try
        {
            _ = Mallopt(mmapMax, 0);
            _ = Mallopt(trimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc (musl has no mallopt): only slower.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
