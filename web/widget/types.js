/**
 * The shapes on the wire, as the server's domain types spell them. Types only; nothing runs.
 *
 * @typedef {{code: string, name: string}} SectorRef
 * @typedef {{title: string, publisher: string, url: string, date: string, grade?: "original"|"reprint_or_unverified"|null}} Source
 * @typedef {{term: string, weight: number, from: "words"|"glossary"|"meaning"}} Why
 * @typedef {"suitable"|"suitable_with_conditions"|"not_suitable"} CaseFit
 * @typedef {"success"|"partial"|"failed"|"abandoned"|"conventional_solution_chosen"} CaseOutcome
 * @typedef {{id: string, title: string, score: number, why: Why[], sources: Source[], sector: SectorRef,
 *   region: string|null, ai_task: string, problem: string, result: string|null, fit: CaseFit, outcome: CaseOutcome,
 *   lessons: string[]}} CaseHit
 * @typedef {{id: string, title: string, score: number, why: Why[], sources: Source[], issuer: string, region: string,
 *   summary: string, valid_from: string|null, valid_to: string|null, status: string, as_of: string}} PolicyHit
 * @typedef {{key: string, label: string, value: string|null, unit: string|null,
 *   state: "proposed"|"confirmed"|"unknown", quote: string|null}} Fact
 * @typedef {{kind: "criterion"|"fact"|"trouble"|"detail"|"trade"|"need"}|{kind: "conflict", known: Fact, said: Fact}} Asks
 * @typedef {{key: string, criterion: string|null, asks: Asks, text: string, example: string, options: string[]}} Question
 * @typedef {{key: string, label: string, value: string, state: "proposed"|"confirmed"|"unknown"}} Line
 * @typedef {{known: Line[], open: Line[], other_needs: string[]}} ReadBack
 * @typedef {"waiting"|"claimed"|"asks_owner"|"released"|"declined"|"withdrawn"} HandoverState
 * @typedef {{wish: "person"|"review", state: HandoverState, requested_at: string}} Handover
 * @typedef {{id: number, text: string, asked_by: string, asked_at: string, answer: string|null}} AskedQuestion
 * @typedef {{case_code: string, number: number, specification: Specification, verdict: Verdict, override_reason: string|null,
 *   reviewer: string, second_reader: string|null, released_on: string, provider: string}} ReleasedDocument
 * @typedef {{number: number, at: string, document: ReleasedDocument}} Release
 * @typedef {{state: HandoverState, questions: AskedQuestion[], closing: string|null, release: Release|null}} Review
 * @typedef {{agreed_at: string, withdrawn_at: string|null}} CaseConsent
 * @typedef {{region?: string, industry?: string}} Hints
 * @typedef {"suitable_now"|"pilot_first"|"prepare_first"|"conventional_better"|"not_suitable"|"not_enough_info"|"stop"} VerdictCode
 * @typedef {{phone: string, given_to: string, agreed_at: string}} Contact
 * @typedef {{key: string, name: string, greeting: string|null, locale: string, enabled: boolean, speech?: boolean, images?: boolean}} Site
 * @typedef {{fit: CaseFit, fit_likely: number, timing: "now"|"pilot_first"|"prepare_first"|"not_now", timing_likely: number, said?: string|null}} Outlook
 * @typedef {{score: number, coverage: number}} GroupScore
 * @typedef {{id: string, name: string, owner_name?: string, weight: number, score: number|null, unknown: boolean, reason: string,
 *   quote: string|null, evidence: "E1"|"E2"|"E3"|null}} CriterionResult
 * @typedef {{id: string, name: string, message: string, quote: string|null}} KnockOutResult
 * @typedef {{text: string, case_id: string, title: string}} CitedPrice
 * @typedef {{name: string, why: string, visible_in: string|null, come_back: string|null, price?: CitedPrice|null}} Alternative
 * @typedef {{kind: "owner", quote: string}|{kind: "cited", case_id: string}|{kind: "rubric"}|{kind: "open"}} Basis
 * @typedef {{label_key?: string, label?: string, value: number|null, high?: number|null, basis: Basis, assumption: boolean}} PaybackRow
 * @typedef {{rows: PaybackRow[], saved: number|null, gain: number|null, investment: number|null, running: number|null,
 *   months: [number, number]|null, score: number|null}} Payback
 * @typedef {{criterion: string, owner_name: string, from: string, to: string}} FlipStep
 * @typedef {{criterion: string, owner_name: string, from: string, to: string, also?: FlipStep|null,
 *   verdict: VerdictCode, better?: boolean}} FlipResult
 * @typedef {{criterion: string, action: string, target: string, support: string}} PrepareStep
 * @typedef {{scope: string, limits: string, stop_line: string}} Pilot
 * @typedef {{code: VerdictCode, fit: GroupScore, timing: GroupScore, criteria: CriterionResult[],
 *   knock_outs: KnockOutResult[], explanation: string, alternative: Alternative|null, prepare: PrepareStep[],
 *   pilot: Pilot|null, rubric_version: string, payback?: Payback|null, flips?: FlipResult[],
 *   for_translator?: string[]}} Verdict
 * @typedef {{kind: "owner", quote: string}|{kind: "case", id: string}|{kind: "policy", id: string}|{kind: "playbook"}
 *   |{kind: "rubric"}|{kind: "service"}|{kind: "reviewer", basis: string}|{kind: "to_confirm"}} Origin
 * @typedef {{label: string, text: string, origin: Origin, doubtful?: boolean}} Item
 * @typedef {{number: number, title: string, items: Item[]}} Section
 * @typedef {"model"|"rules"} AnsweredBy
 * @typedef {{title: string, text: string}} PlainLine
 * @typedef {{title: string, label: string, plain?: PlainLine[], sections: Section[],
 *   findings: {section: number, rule?: string, message: string}[], answered_by: AnsweredBy}} Specification
 * @typedef {{reply: string, cases: CaseHit[], policies: PolicyHit[], dossier: Fact[], ai_task: string|null,
 *   sector: SectorRef|null, verdict: Verdict, outlook?: Outlook|null, question: Question|null, read_back?: ReadBack, wants_person?: boolean,
 *   specification: Specification|null, answered_by: AnsweredBy, label: string}} Outcome
 * @typedef {"running"|"finished"|"stopped"|"failed"|"interrupted"} TurnState
 * @typedef {"understanding"|"retrieval"|"judging"|"drafting"} Stage
 * @typedef {{type: "turn.started", turn_id: string, conversation_id: string}
 *   |{type: "stage", stage: Stage}
 *   |{type: "cases", cases: CaseHit[], policies: PolicyHit[]}
 *   |{type: "text.delta", text: string}
 *   |{type: "fact.updated", fact: Fact}
 *   |{type: "question", question: Question}
 *   |{type: "verdict", verdict: Verdict}
 *   |{type: "specification", specification: Specification}
 *   |{type: "error", code: string, message: string}
 *   |{type: "turn.finished", state: TurnState, outcome: Outcome|null}} TurnEvent
 * @typedef {{turn_id: string, message: string, state: TurnState, finished_at?: string|null, outcome: Outcome|null, photos?: string[]}} StoredTurn
 * @typedef {{conversation_id: string, case_code: string, locale: string, handover?: Handover|null, review?: Review|null,
 *   case_consent?: CaseConsent|null, contact?: Contact|null, turns: StoredTurn[]}} StoredConversation
 */
export {};
