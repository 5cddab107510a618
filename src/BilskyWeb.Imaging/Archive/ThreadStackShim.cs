using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// A shared object that, preloaded into Debian's Orthanc, gives its threads the system's default stack (8 MiB) instead of the size they ask for.
/// </summary>
/// <remarks>
/// Debian's CivetWeb gives each HTTP thread 100 KiB, and its GDCM needs 130 KiB on the stack to decompress one frame. It then writes
/// into its neighbour's stack, or, where there is none, the whole server dies: a browser that asks for a few JPEG 2000 frames
/// at once is enough. Neither size can be configured. So <c>pthread_attr_setstacksize</c> is replaced by a function that says
/// yes and does nothing. The object is written here, byte by byte, because a machine that runs Orthanc need not have a compiler.
/// Layout: ELF gABI (header, program headers, dynamic section, symbol and hash tables).
/// </remarks>
internal static class ThreadStackShim
{
    private const int Code = 0x120;
    private const int Symbols = 0x130;
    private const int Hash = 0x160;
    private const int Strings = 0x178;
    private const int Dynamic = 0x200;

    /// <summary>Segments lie apart by the largest page size of either machine.</summary>
    private const int Page = 0x10000;

    /// <summary>The object's bytes, or null on a machine that it cannot be written for, where Orthanc runs without it.</summary>
    public static byte[]? Build() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => Build(machine: 62, code: [0x31, 0xC0, 0xC3]), // xor eax, eax; ret
        Architecture.Arm64 => Build(machine: 183, code: [0x00, 0x00, 0x80, 0x52, 0xC0, 0x03, 0x5F, 0xD6]), // mov w0, #0; ret
        _ => null,
    };

    private static byte[] Build(ushort machine, ReadOnlySpan<byte> code)
    {
        var strings = "\0pthread_attr_setstacksize\0"u8;
        (long Tag, long Value)[] dynamic = [(4, Hash), (5, Strings), (6, Symbols), (10, strings.Length), (11, 24), (0, 0)];
        var file = new byte[Dynamic + (dynamic.Length * 16)];

        // Header: 64 bit, little endian, shared object, four program headers right behind it.
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[6] = 1;
        Put16(16, 3);
        Put16(18, machine);
        Put32(20, 1);
        Put64(32, 64);
        Put16(52, 64);
        Put16(54, 56);
        Put16(56, 4);
        Put16(58, 64);

        // One segment to read and execute, one to write (the loader puts addresses into the dynamic section), and a note that
        // no executable stack is wanted.
        const int Read = 4, Write = 2, Execute = 1;
        Segment(0, type: 1, Read | Execute, 0, 0, Dynamic, Page);
        Segment(1, type: 1, Read | Write, Dynamic, Page + Dynamic, dynamic.Length * 16, Page);
        Segment(2, type: 2, Read | Write, Dynamic, Page + Dynamic, dynamic.Length * 16, 8);
        Segment(3, type: 0x6474E551, Read | Write, 0, 0, 0, 16);

        code.CopyTo(file.AsSpan(Code));
        strings.CopyTo(file.AsSpan(Strings));

        // Symbol 1: a global function, in section 1 (any that is not "undefined").
        Put32(Symbols + 24, 1);
        file[Symbols + 28] = 0x12;
        Put16(Symbols + 30, 1);
        Put64(Symbols + 32, Code);
        Put64(Symbols + 40, code.Length);

        // One bucket, two symbols, the bucket begins and ends with symbol 1.
        Put32(Hash, 1);
        Put32(Hash + 4, 2);
        Put32(Hash + 8, 1);

        for (var i = 0; i < dynamic.Length; i++)
        {
            Put64(Dynamic + (i * 16), dynamic[i].Tag);
            Put64(Dynamic + (i * 16) + 8, dynamic[i].Value);
        }

        return file;

        void Segment(int index, uint type, uint flags, long offset, long address, long size, long align)
        {
            var at = 64 + (index * 56);
            Put32(at, type);
            Put32(at + 4, flags);
            Put64(at + 8, offset);
            Put64(at + 16, address);
            Put64(at + 24, address);
            Put64(at + 32, size);
            Put64(at + 40, size);
            Put64(at + 48, align);
        }

        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        void Put64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), value);
    }
}
