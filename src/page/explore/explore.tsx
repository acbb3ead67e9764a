/** The page that `allways explore` serves. */
import { render } from 'preact'
import { ExploreView } from './explore-view.tsx'
import '../page.css'

const root = document.getElementById('page')
if (root !== null) {
  root.replaceChildren()
  render(<ExploreView />, root)
}
