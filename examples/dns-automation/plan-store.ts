/** Where the planner leaves its plans. The enactors read only the latest one. */
export interface PlanStore {
  latest(): Promise<number>
  publish(plan: number): Promise<void>
}

export class MemoryPlanStore implements PlanStore {
  private readonly plans: number[]

  constructor(first: number) {
    this.plans = [first]
  }

  async latest(): Promise<number> {
    return this.plans.at(-1)!
  }

  async publish(plan: number): Promise<void> {
    const latest = await this.latest()
    if (plan <= latest) throw new Error(`plan ${plan} is not newer than plan ${latest}`)
    this.plans.push(plan)
  }
}
