using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace BilskyWeb.LocalServers;

/// <summary>A shared object that, preloaded into Debian's Orthanc, puts right two things that its configuration cannot.</summary>
/// <remarks>
/// <para>
/// Stacks. Debian's CivetWeb gives each HTTP thread 100 KiB, and its GDCM needs 130 KiB on the stack to decompress one frame. It then writes
/// into its neighbour's stack, or, where there is none, the whole server dies: a browser that asks for a few JPEG 2000 frames
/// at once is enough. So <c>pthread_attr_setstacksize</c> is replaced by a function that says yes and does nothing, and threads get the
/// system's default (8 MiB).
/// </para>
/// <para>
/// Addresses. Orthanc 1.10 listens on every interface, for HTTP and for DICOM, and refuses strangers only after it has accepted them. So <c>bind</c> is
/// replaced by one that puts 127.0.0.1, or for the DICOM port the address that was configured, where "any" stands. It makes the system call itself and
/// leaves errno as it was. Written for x86-64; elsewhere Orthanc listens as it does by itself.
/// </para>
/// <para>
/// The object is written here, byte by byte, because a machine that runs Orthanc need not have a compiler.
/// Layout: ELF gABI (header, program headers, dynamic section, symbol and hash tables).
/// </para>
/// </remarks>
internal static class OrthancShim
{
    private const int Code = 0x120;
    private const int Symbols = 0x1C0;
    private const int SymbolBytes = 24;

    /// <summary>Segments lie apart by the largest page size of either machine.</summary>
    private const int Page = 0x10000;

    /// <summary>The object's bytes, or null on a machine that it cannot be written for, where Orthanc runs without it.</summary>
    /// <param name="dicomPort">The port that listens on <paramref name="dicomAddress"/>; every other one listens on 127.0.0.1.</param>
    /// <param name="dicomAddress">An IPv4 address of this machine, or 0.0.0.0 for all of them.</param>
    public static byte[]? Build(int dicomPort, IPAddress dicomAddress) => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => Build(machine: 62,
            ("pthread_attr_setstacksize", [0x31, 0xC0, 0xC3]), // xor eax, eax; ret
            ("bind", BindX64(dicomPort, dicomAddress))),
        Architecture.Arm64 => Build(machine: 183,
            ("pthread_attr_setstacksize", [0x00, 0x00, 0x80, 0x52, 0xC0, 0x03, 0x5F, 0xD6])), // mov w0, #0; ret
        _ => null,
    };

    // int bind(int socket, sockaddr *address, socklen_t length): edi, rsi, edx (System V ABI).
    private static byte[] BindX64(int dicomPort, IPAddress dicomAddress)
    {
        var loopback = IPAddress.Loopback.GetAddressBytes();
        var dicom = dicomAddress.GetAddressBytes();
        byte[] port = [(byte)(dicomPort >> 8), (byte)dicomPort];
        return
        [
            0x0F, 0xB7, 0x46, 0x02, //             movzx eax, word [rsi+2]   the port, as the network writes it
            0x66, 0x85, 0xC0, //                   test ax, ax               none asked for: an outgoing connection
            0x74, 0x3E, //                         je call
            0xB9, .. loopback, //                  mov ecx, 127.0.0.1
            0x66, 0x3D, .. port, //                cmp ax, the DICOM port
            0x75, 0x05, //                         jne family
            0xB9, .. dicom, //                     mov ecx, its address
            0x66, 0x83, 0x3E, 0x02, //     family: cmp word [rsi], AF_INET
            0x75, 0x0B, //                         jne six
            0x83, 0x7E, 0x04, 0x00, //             cmp dword [rsi+4], INADDR_ANY
            0x75, 0x22, //                         jne call
            0x89, 0x4E, 0x04, //                   mov [rsi+4], ecx
            0xEB, 0x1D, //                         jmp call
            0x66, 0x83, 0x3E, 0x0A, //        six: cmp word [rsi], AF_INET6
            0x75, 0x17, //                         jne call
            0x85, 0xC9, //                         test ecx, ecx             all addresses are wanted
            0x74, 0x13, //                         je call
            0x48, 0x8B, 0x46, 0x08, //             mov rax, [rsi+8]
            0x48, 0x0B, 0x46, 0x10, //             or rax, [rsi+16]
            0x75, 0x09, //                         jne call
            0x66, 0xC7, 0x46, 0x12, 0xFF, 0xFF, // mov word [rsi+18], 0xFFFF ::ffff:a.b.c.d
            0x89, 0x4E, 0x14, //                   mov [rsi+20], ecx
            0xB8, 0x31, 0x00, 0x00, 0x00, //  call: mov eax, SYS_bind
            0x0F, 0x05, //                         syscall
            0x85, 0xC0, //                         test eax, eax
            0x79, 0x05, //                         jns done
            0xB8, 0xFF, 0xFF, 0xFF, 0xFF, //       mov eax, -1
            0xC3, //                         done: ret
        ];
    }

    private static byte[] Build(ushort machine, params ReadOnlySpan<(string Name, byte[] Code)> functions)
    {
        var strings = Encoding.ASCII.GetBytes("\0");
        var names = new int[functions.Length];
        for (var i = 0; i < functions.Length; i++)
        {
            names[i] = strings.Length;
            strings = [.. strings, .. Encoding.ASCII.GetBytes(functions[i].Name), 0];
        }

        var hash = Symbols + ((functions.Length + 1) * SymbolBytes);
        var text = hash + ((2 + 1 + functions.Length + 1) * 4);
        var dynamicAt = (text + strings.Length + 15) / 16 * 16;
        (long Tag, long Value)[] dynamic = [(4, hash), (5, text), (6, Symbols), (10, strings.Length), (11, SymbolBytes), (0, 0)];
        var file = new byte[dynamicAt + (dynamic.Length * 16)];

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
        Segment(0, type: 1, Read | Execute, 0, 0, dynamicAt, Page);
        Segment(1, type: 1, Read | Write, dynamicAt, Page + dynamicAt, dynamic.Length * 16, Page);
        Segment(2, type: 2, Read | Write, dynamicAt, Page + dynamicAt, dynamic.Length * 16, 8);
        Segment(3, type: 0x6474E551, Read | Write, 0, 0, 0, 16);

        strings.CopyTo(file.AsSpan(text));

        // One bucket that begins with symbol 1, each symbol leading to the next, the last to none.
        Put32(hash, 1);
        Put32(hash + 4, (uint)functions.Length + 1);
        Put32(hash + 8, 1);
        for (int i = 0, at = Code; i < functions.Length; i++)
        {
            // A global function, in section 1 (any that is not "undefined").
            var symbol = Symbols + ((i + 1) * SymbolBytes);
            functions[i].Code.CopyTo(file.AsSpan(at));
            Put32(symbol, (uint)names[i]);
            file[symbol + 4] = 0x12;
            Put16(symbol + 6, 1);
            Put64(symbol + 8, at);
            Put64(symbol + 16, functions[i].Code.Length);
            Put32(hash + 12 + ((i + 1) * 4), i + 1 < functions.Length ? (uint)i + 2 : 0);
            at += (functions[i].Code.Length + 15) / 16 * 16;
        }

        for (var i = 0; i < dynamic.Length; i++)
        {
            Put64(dynamicAt + (i * 16), dynamic[i].Tag);
            Put64(dynamicAt + (i * 16) + 8, dynamic[i].Value);
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
