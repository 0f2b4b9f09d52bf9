import './base.css';
import './clusterview.css';
