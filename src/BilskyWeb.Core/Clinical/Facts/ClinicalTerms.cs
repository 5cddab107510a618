namespace BilskyWeb.Core.Clinical.Facts;

#pragma warning disable CS1591 // The vocabularies below say what each value means.

/// <summary>How soon the referrer needs an answer; it alone decides what the form requires.</summary>
public enum Urgency { Emergency, Urgent, Planned }

/// <summary>How the cancer as a whole stands.</summary>
public enum SystemicState { NotYetStaged, Controlled, ProgressingWithOptions, ProgressingWithoutOptions }

/// <summary>Metastases to the major internal organs, as the revised Tokuhashi score asks.</summary>
public enum VisceralMetastases { None, Removable, Unremovable }

/// <summary>Bone metastases outside the spine.</summary>
public enum ExtraspinalBone { None, OneOrTwo, ThreeOrMore }

/// <summary>Vertebrae with a metastasis.</summary>
public enum VertebralMetastases { One, Two, ThreeOrMore }

/// <summary>Yes or no, where unknown is left empty.</summary>
public enum YesNo { No, Yes }

/// <summary>Pain, as SINS asks for it.</summary>
public enum PainCharacter { None, NotMechanical, Mechanical }

/// <summary>Frankel grade; the grades of the ASIA impairment scale are called alike.</summary>
public enum FrankelGrade { A, B, C, D, E }

/// <summary>Walking.</summary>
public enum Gait { Unaided, WithAid, Unable }

/// <summary>Bladder function.</summary>
public enum Bladder { Normal, Hesitant, Retention, Incontinent, CatheterOfOld }

/// <summary>Bowel function.</summary>
public enum Bowel { Normal, Constipated, Incontinent }

/// <summary>ECOG performance status (Oken et al., Am J Clin Oncol 1982;5:649).</summary>
public enum Ecog { Zero, One, Two, Three, Four }

/// <summary>What keeps the blood from clotting.</summary>
public enum Anticoagulation { None, Antiplatelet, Heparin, VitaminKAntagonist, DirectOral, Several }

/// <summary>SINS: where in the spine.</summary>
public enum SinsLocation { Junctional, Mobile, Semirigid, Rigid }

/// <summary>SINS: the bone lesion.</summary>
public enum BoneLesion { Lytic, Mixed, Blastic }

/// <summary>SINS: radiographic alignment.</summary>
public enum Alignment { Subluxation, Deformity, Normal }

/// <summary>SINS: collapse of the vertebral body.</summary>
public enum Collapse { OverHalf, UnderHalf, NoneBodyInvolved, None }

/// <summary>SINS: posterolateral involvement.</summary>
public enum Posterolateral { Bilateral, Unilateral, None }

#pragma warning restore CS1591

/// <summary>The tables of codes and words of the clinical form.</summary>
public static class ClinicalTerms
{
    /// <summary>Urgency.</summary>
    public static Vocabulary<Urgency> Urgency { get; } = new(
        (Facts.Urgency.Emergency, "emergency", "Emergency: weakness, numbness, gait, bladder or bowel affected"),
        (Facts.Urgency.Urgent, "urgent", "Urgent: pain that suggests spinal metastases, no neurological signs"),
        (Facts.Urgency.Planned, "planned", "Planned: known disease, for the next meeting"));

    /// <summary>State of the disease.</summary>
    public static Vocabulary<SystemicState> SystemicState { get; } = new(
        (Facts.SystemicState.NotYetStaged, "not-staged", "Not staged yet"),
        (Facts.SystemicState.Controlled, "controlled", "Controlled or in remission"),
        (Facts.SystemicState.ProgressingWithOptions, "progressing-options", "Progressing, further systemic treatment possible"),
        (Facts.SystemicState.ProgressingWithoutOptions, "progressing-no-options", "Progressing, no systemic treatment left"));

    /// <summary>Visceral metastases.</summary>
    public static Vocabulary<VisceralMetastases> Visceral { get; } = new(
        (VisceralMetastases.None, "none", "None"),
        (VisceralMetastases.Removable, "removable", "Present, removable"),
        (VisceralMetastases.Unremovable, "unremovable", "Present, not removable"));

    /// <summary>Bone metastases outside the spine.</summary>
    public static Vocabulary<ExtraspinalBone> ExtraspinalBone { get; } = new(
        (Facts.ExtraspinalBone.None, "none", "None"),
        (Facts.ExtraspinalBone.OneOrTwo, "1-2", "1 or 2"),
        (Facts.ExtraspinalBone.ThreeOrMore, "3-or-more", "3 or more"));

    /// <summary>Vertebrae with a metastasis.</summary>
    public static Vocabulary<VertebralMetastases> Vertebrae { get; } = new(
        (VertebralMetastases.One, "1", "1"),
        (VertebralMetastases.Two, "2", "2"),
        (VertebralMetastases.ThreeOrMore, "3-or-more", "3 or more"));

    /// <summary>Yes or no.</summary>
    public static Vocabulary<YesNo> YesNo { get; } = new((Facts.YesNo.No, "no", "No"), (Facts.YesNo.Yes, "yes", "Yes"));

    /// <summary>Pain.</summary>
    public static Vocabulary<PainCharacter> Pain { get; } = new(
        (PainCharacter.None, "none", "No pain"),
        (PainCharacter.NotMechanical, "not-mechanical", "Pain at times, not mechanical"),
        (PainCharacter.Mechanical, "mechanical", "Mechanical: worse with movement or loading, better lying down"));

    /// <summary>Frankel grades (Frankel et al., Paraplegia 1969;7:179).</summary>
    public static Vocabulary<FrankelGrade> Power { get; } = new(
        (FrankelGrade.A, "a", "A: no movement, no feeling below the level"),
        (FrankelGrade.B, "b", "B: feeling only"),
        (FrankelGrade.C, "c", "C: movement of no practical use"),
        (FrankelGrade.D, "d", "D: useful movement, weak"),
        (FrankelGrade.E, "e", "E: normal power and feeling"));

    /// <summary>Gait.</summary>
    public static Vocabulary<Gait> Gait { get; } = new(
        (Facts.Gait.Unaided, "unaided", "Walks without help"),
        (Facts.Gait.WithAid, "with-aid", "Walks with a stick, frame or person"),
        (Facts.Gait.Unable, "unable", "Cannot walk"));

    /// <summary>Bladder.</summary>
    public static Vocabulary<Bladder> Bladder { get; } = new(
        (Facts.Bladder.Normal, "normal", "Normal"),
        (Facts.Bladder.Hesitant, "hesitant", "Hesitant or reduced feeling"),
        (Facts.Bladder.Retention, "retention", "Retention"),
        (Facts.Bladder.Incontinent, "incontinent", "Incontinent"),
        (Facts.Bladder.CatheterOfOld, "catheter", "Catheter for another reason"));

    /// <summary>Bowel.</summary>
    public static Vocabulary<Bowel> Bowel { get; } = new(
        (Facts.Bowel.Normal, "normal", "Normal"),
        (Facts.Bowel.Constipated, "constipated", "Newly constipated"),
        (Facts.Bowel.Incontinent, "incontinent", "Incontinent"));

    /// <summary>ECOG.</summary>
    public static Vocabulary<Ecog> Ecog { get; } = new(
        (Facts.Ecog.Zero, "0", "0: fully active"),
        (Facts.Ecog.One, "1", "1: light work"),
        (Facts.Ecog.Two, "2", "2: up more than half of the day, cares for self"),
        (Facts.Ecog.Three, "3", "3: in bed or chair more than half of the day"),
        (Facts.Ecog.Four, "4", "4: always in bed or chair"));

    /// <summary>Anticoagulation.</summary>
    public static Vocabulary<Anticoagulation> Anticoagulation { get; } = new(
        (Facts.Anticoagulation.None, "none", "None"),
        (Facts.Anticoagulation.Antiplatelet, "antiplatelet", "Antiplatelet (aspirin, clopidogrel)"),
        (Facts.Anticoagulation.Heparin, "heparin", "Heparin"),
        (Facts.Anticoagulation.VitaminKAntagonist, "warfarin", "Warfarin or another vitamin K antagonist"),
        (Facts.Anticoagulation.DirectOral, "doac", "Direct oral anticoagulant"),
        (Facts.Anticoagulation.Several, "several", "More than one of these"));

    /// <summary>SINS location.</summary>
    public static Vocabulary<SinsLocation> SinsLocation { get; } = new(
        (Facts.SinsLocation.Junctional, "junctional", "Junctional: occiput–C2, C7–T2, T11–L1, L5–S1"),
        (Facts.SinsLocation.Mobile, "mobile", "Mobile: C3–C6, L2–L4"),
        (Facts.SinsLocation.Semirigid, "semirigid", "Semirigid: T3–T10"),
        (Facts.SinsLocation.Rigid, "rigid", "Rigid: S2–S5"));

    /// <summary>SINS bone lesion.</summary>
    public static Vocabulary<BoneLesion> BoneLesion { get; } = new(
        (Facts.BoneLesion.Lytic, "lytic", "Lytic"),
        (Facts.BoneLesion.Mixed, "mixed", "Mixed, lytic and blastic"),
        (Facts.BoneLesion.Blastic, "blastic", "Blastic"));

    /// <summary>SINS alignment.</summary>
    public static Vocabulary<Alignment> Alignment { get; } = new(
        (Facts.Alignment.Subluxation, "subluxation", "Subluxation or translation"),
        (Facts.Alignment.Deformity, "deformity", "New deformity: kyphosis or scoliosis"),
        (Facts.Alignment.Normal, "normal", "Normal"));

    /// <summary>SINS collapse.</summary>
    public static Vocabulary<Collapse> Collapse { get; } = new(
        (Facts.Collapse.OverHalf, "over-50", "More than 50% collapse"),
        (Facts.Collapse.UnderHalf, "under-50", "Less than 50% collapse"),
        (Facts.Collapse.NoneBodyInvolved, "no-collapse-over-50-involved", "No collapse, more than 50% of the body involved"),
        (Facts.Collapse.None, "none", "None of these"));

    /// <summary>SINS posterolateral involvement.</summary>
    public static Vocabulary<Posterolateral> Posterolateral { get; } = new(
        (Facts.Posterolateral.Bilateral, "bilateral", "Both sides: facet, pedicle or costovertebral joint"),
        (Facts.Posterolateral.Unilateral, "unilateral", "One side"),
        (Facts.Posterolateral.None, "none", "None"));
}
