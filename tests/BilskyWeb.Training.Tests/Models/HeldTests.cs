using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace BilskyWeb.Training.Tests.Models;

/// <summary>A number that nothing holds while native code reads it is freed under it, rarely and anywhere: only the compiled code shows for certain that there is none.</summary>
public sealed class HeldTests : IDisposable
{
    private const int CallLength = 5;
    private static readonly SignatureTypeCode[] Numbers = [SignatureTypeCode.Int32, SignatureTypeCode.Int64, SignatureTypeCode.Single, SignatureTypeCode.Double];
    private static readonly ILOpCode[] Keeping = [ILOpCode.Stloc_0, ILOpCode.Stloc_1, ILOpCode.Stloc_2, ILOpCode.Stloc_3, ILOpCode.Stloc_s, ILOpCode.Stsfld, ILOpCode.Stfld];
    private readonly PEReader _program = new(File.OpenRead(typeof(Program).Assembly.Location));

    private MetadataReader Metadata => _program.GetMetadataReader();

    public void Dispose() => _program.Dispose();

    [Fact]
    public void Training_OperatorsOfTensors_TakeNoPlainNumber() =>
        Assert.Empty(Operators("Tensor").Where(m => TakesANumber(m.Member.Signature)).Select(m => Metadata.GetString(m.Member.Name)));

    [Fact]
    public void Training_ScalarMadeOfANumber_IsKeptBeforeItIsUsed()
    {
        var made = Operators("Scalar").Select(m => MetadataTokens.GetToken(m.Handle)).ToHashSet();
        Assert.NotEmpty(made);
        List<string> loose = [];
        foreach (var method in Metadata.MethodDefinitions.Select(Metadata.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0))
        {
            var code = _program.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!;
            for (var i = 0; i + CallLength < code.Length; i++)
            {
                if ((ILOpCode)code[i] == ILOpCode.Call && made.Contains(BitConverter.ToInt32(code, i + 1)) && !Keeping.Contains((ILOpCode)code[i + CallLength]))
                    loose.Add($"{Metadata.GetString(Metadata.GetTypeDefinition(method.GetDeclaringType()).Name)}.{Metadata.GetString(method.Name)}");
            }
        }

        Assert.Empty(loose);
    }

    private IEnumerable<(MemberReferenceHandle Handle, MemberReference Member)> Operators(string type) =>
        Metadata.MemberReferences.Select(h => (Handle: h, Member: Metadata.GetMemberReference(h))).Where(m =>
            m.Member.Parent.Kind == HandleKind.TypeReference
            && Metadata.GetString(Metadata.GetTypeReference((TypeReferenceHandle)m.Member.Parent).Name) == type
            && Metadata.GetString(m.Member.Name).StartsWith("op_", StringComparison.Ordinal));

    private bool TakesANumber(BlobHandle signature)
    {
        var reader = Metadata.GetBlobReader(signature);
        reader.ReadSignatureHeader();
        var left = reader.ReadCompressedInteger() + 1;
        for (; left > 0; left--)
        {
            var code = reader.ReadSignatureTypeCode();
            if (Numbers.Contains(code))
                return true;
            if (code == SignatureTypeCode.TypeHandle)
                reader.ReadTypeHandle();
        }

        return false;
    }
}
